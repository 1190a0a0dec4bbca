//! From the tokens of an attribute to its entries. It knows nothing of their meaning, and goes
//! on behind a mistake at the next comma.

use proc_macro2::{TokenStream, TokenTree};
use syn::ext::IdentExt;
use syn::parse::{ParseStream, Parser};
use syn::token::Paren;
use syn::{Attribute, Expr, Ident, Lit, Meta, Token};

use crate::report::{Fault, Report};

/// `word`, or `key = value`.
pub(crate) struct Entry {
    pub(crate) word: Ident,
    pub(crate) value: Option<Expr>,
}

impl Entry {
    /// The word without the prefix of a raw identifier.
    pub(crate) fn name(&self) -> String {
        self.word.unraw().to_string()
    }
}

/// The entries of the `#[init(…)]` attributes among `attributes`, attribute by attribute.
pub(crate) fn attributes(attributes: &[Attribute], report: &mut Report) -> Vec<Vec<Entry>> {
    let mut found = Vec::new();
    for attribute in attributes {
        if attribute.path().is_ident("init") {
            let mut words = Vec::new();
            let entries = entries(attribute, &mut words, report);
            report.note_words(words);
            found.push(entries);
        } else if attribute.path().is_ident("initialize") {
            report.push(misspelled(attribute));
            found.push(Vec::new());
        }
    }
    found
}

fn misspelled(attribute: &Attribute) -> Fault {
    let words = match &attribute.meta {
        Meta::List(list) => list.tokens.to_string(),
        _ => "…".into(),
    };
    Fault::new(attribute.path(), "the attribute is called `init`")
        .help(format_args!("write `#[init({words})]`"))
}

fn entries(attribute: &Attribute, words: &mut Vec<Ident>, report: &mut Report) -> Vec<Entry> {
    match &attribute.meta {
        Meta::List(list) if list.tokens.is_empty() => {
            report.push(
                Fault::new(attribute, "`#[init()]` says nothing")
                    .help("name an initializer, e.g. `#[init(zeros)]`, or write `#[init(skip)]`"),
            );
            Vec::new()
        }
        Meta::List(list) => {
            let mut found = Vec::new();
            let parser = |input: ParseStream<'_>| {
                while !input.is_empty() {
                    found.extend(entry(input, words, report));
                    separator(input, report)?;
                }
                Ok(())
            };
            if let Err(error) = parser.parse2(list.tokens.clone()) {
                report.push(Fault::new(&list.tokens, error));
            }
            found
        }
        Meta::Path(path) => {
            report.push(
                Fault::new(path, "`#[init]` says nothing")
                    .help("name an initializer, e.g. `#[init(zeros)]`, or write `#[init(skip)]`"),
            );
            Vec::new()
        }
        Meta::NameValue(pair) => {
            let said = match &pair.value {
                Expr::Lit(literal) => match &literal.lit {
                    Lit::Str(text) => text.value(),
                    _ => "zeros".into(),
                },
                _ => "zeros".into(),
            };
            report.push(
                Fault::new(pair, "`init` takes its words in parentheses")
                    .help(format_args!("write `#[init({said})]`")),
            );
            Vec::new()
        }
    }
}

fn entry(input: ParseStream<'_>, words: &mut Vec<Ident>, report: &mut Report) -> Option<Entry> {
    let Ok(word) = input.call(Ident::parse_any) else {
        report.push(misplaced_token(input));
        skip_to_comma(input);
        return None;
    };
    words.push(word.clone());
    if input.peek(Paren) {
        let nested = skip_to_comma(input);
        let keys = match nested.clone().into_iter().next() {
            Some(TokenTree::Group(group)) => group.stream().to_string(),
            _ => String::new(),
        };
        report.push(
            Fault::new(
                &nested,
                format_args!("the keys of `{word}` stand beside it, not in parentheses"),
            )
            .help(format_args!("write `{word}, {keys}`")),
        );
        return Some(Entry { word, value: None });
    }
    if !input.peek(Token![=]) {
        return Some(Entry { word, value: None });
    }
    let equals = input.parse::<Token![=]>().ok()?;
    if input.is_empty() || input.peek(Token![,]) {
        report.push(
            Fault::new(equals, format_args!("`{word} =` has no value"))
                .help(format_args!("write `{word} = value`")),
        );
        return None;
    }
    let ahead = input.fork();
    match ahead.parse::<Expr>() {
        Ok(_) => {
            let value = input.parse().ok();
            Some(Entry { word, value })
        }
        Err(error) => {
            let value = skip_to_comma(input);
            report.push(Fault::new(
                value,
                format_args!("the value of `{word}` is not an expression: {error}"),
            ));
            None
        }
    }
}

/// The comma behind an entry.
fn separator(input: ParseStream<'_>, report: &mut Report) -> syn::Result<()> {
    if input.is_empty() {
        return Ok(());
    }
    if !input.peek(Token![,]) {
        let rest = skip_to_comma(input);
        report.push(
            Fault::new(rest, "expected a comma before this")
                .help("separate the entries of an attribute by commas"),
        );
    }
    if !input.is_empty() {
        input.parse::<Token![,]>()?;
    }
    Ok(())
}

fn misplaced_token(input: ParseStream<'_>) -> Fault {
    let ahead = input.fork();
    if let Ok(literal) = ahead.parse::<Lit>() {
        return match &literal {
            Lit::Int(_) | Lit::Float(_) => {
                Fault::new(&literal, "a number alone is not an initializer").help(format_args!(
                    "write `constant = {}`",
                    quote::quote!(#literal)
                ))
            }
            Lit::Str(text) => Fault::new(&literal, "words stand without quotes")
                .help(format_args!("write `{}`", text.value())),
            _ => Fault::new(&literal, "expected a word"),
        };
    }
    let token = input.fork().parse::<TokenTree>().ok();
    Fault::new(token, "expected a word such as `zeros`")
}

/// Steps over everything up to the next comma, and returns it.
fn skip_to_comma(input: ParseStream<'_>) -> TokenStream {
    let mut skipped = TokenStream::new();
    while !input.is_empty() && !input.peek(Token![,]) {
        match input.parse::<TokenTree>() {
            Ok(token) => skipped.extend([token]),
            Err(_) => break,
        }
    }
    skipped
}
