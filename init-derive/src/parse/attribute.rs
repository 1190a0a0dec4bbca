//! From the tokens of an attribute to its entries. After a mistake it goes on at the next comma.

use init_grammar::Written;
use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens;
use syn::ext::IdentExt;
use syn::parse::{ParseStream, Parser};
use syn::token::Paren;
use syn::{Attribute, Expr, Ident, MacroDelimiter, Meta, Token};

use super::fault;
use crate::report::{Fault, Report};
use crate::text::spelled;

/// `word`, or `key = value`.
pub(crate) struct Entry {
    pub(crate) word: Ident,
    /// The word without the prefix of a raw identifier.
    name: String,
    pub(crate) value: Given,
}

/// The value after a word.
#[derive(Clone)]
pub(crate) enum Given {
    Nothing,
    Value(Box<Expr>),
    /// A mistake, which has been reported.
    Faulty,
}

impl Entry {
    fn new(word: Ident, value: Given) -> Self {
        Self {
            name: word.unraw().to_string(),
            word,
            value,
        }
    }

    pub(crate) fn expression(&self) -> Option<&Expr> {
        match &self.value {
            Given::Value(expr) => Some(expr),
            Given::Nothing | Given::Faulty => None,
        }
    }

    /// The tokens of the value, or the word of an entry without one.
    pub(crate) fn value_or_word(&self) -> TokenStream {
        match self.expression() {
            Some(value) => value.to_token_stream(),
            None => self.word.to_token_stream(),
        }
    }
}

impl Written for Entry {
    fn word(&self) -> &str {
        &self.name
    }

    fn value(&self) -> Option<String> {
        self.expression().map(spelled)
    }

    /// An attribute names its initializer by a word.
    fn text(&self) -> Option<&str> {
        None
    }
}

/// The entries of one attribute.
#[derive(Default)]
pub(crate) struct Entries {
    pub(crate) entries: Vec<Entry>,
    /// Whether a part has been reported and dropped, which may contain what is missing.
    pub(crate) incomplete: bool,
}

/// The entries of each of the attributes among `attributes` that have the name which the item gives
/// them, and their words.
pub(super) fn entries(
    attributes: &[Attribute],
    words: &mut Vec<Vec<Ident>>,
    report: &mut Report,
) -> Vec<Entries> {
    let mut all = Vec::new();
    for attribute in attributes {
        let mut found = Entries::default();
        if attribute.path().is_ident(report.attribute()) {
            let mut parser = AttributeParser {
                found: &mut found,
                words: Vec::new(),
                report,
            };
            parser.attribute(attribute);
            words.push(parser.words);
        } else if attribute.path().is_ident("init") && fault::is_ours(attribute) {
            report.push(fault::two_spellings(attribute));
            found.incomplete = true;
        } else {
            continue;
        }
        all.push(found);
    }
    all
}

struct AttributeParser<'p> {
    found: &'p mut Entries,
    /// The first words of the entries, understood or not.
    words: Vec<Ident>,
    report: &'p mut Report,
}

impl AttributeParser<'_> {
    fn attribute(&mut self, attribute: &Attribute) {
        match &attribute.meta {
            Meta::List(list) if list.tokens.is_empty() => {
                self.drop(fault::empty(attribute.path(), "()"));
            }
            Meta::List(list) => {
                if !matches!(list.delimiter, MacroDelimiter::Paren(_)) {
                    let words = spelled(&list.tokens);
                    let place = list.delimiter.span().join();
                    let name = self.report.attribute();
                    self.report
                        .push(fault::other_delimiter(place, name, &words));
                }
                let parser = |input: ParseStream<'_>| {
                    self.entries(input);
                    Ok(())
                };
                if let Err(error) = parser.parse2(list.tokens.clone()) {
                    self.drop(Fault::new(&list.tokens, error));
                }
            }
            Meta::Path(path) => self.drop(fault::empty(path, "")),
            Meta::NameValue(pair) => self.drop(fault::name_value(pair)),
        }
    }

    /// Reports a mistake that leaves something out.
    fn drop(&mut self, fault: Fault) {
        self.report.push(fault);
        self.found.incomplete = true;
    }

    fn entries(&mut self, input: ParseStream<'_>) {
        while !input.is_empty() {
            if let Ok(comma) = input.parse::<Token![,]>() {
                self.report.push(fault::superfluous_comma(comma));
                continue;
            }
            self.entry(input);
            self.separator(input);
        }
    }

    fn entry(&mut self, input: ParseStream<'_>) {
        let Some(word) = self.word(input) else {
            return;
        };
        let value = self.value(&word, input);
        self.found.entries.push(Entry::new(word, value));
    }

    /// The word that starts an entry.
    fn word(&mut self, input: ParseStream<'_>) -> Option<Ident> {
        let global = input.peek(Token![::]) && input.peek3(Ident::peek_any);
        if !global && !input.peek(Ident::peek_any) {
            self.drop(fault::no_word(input));
            skip_to_comma(input);
            return None;
        }
        let mut prefix = TokenStream::new();
        if global {
            prefix.extend(take(input, 2));
        }
        let mut word = input.call(Ident::parse_any).ok()?;
        while input.peek(Token![::]) && input.peek3(Ident::peek_any) {
            prefix.extend([TokenTree::Ident(word)]);
            prefix.extend(take(input, 2));
            word = input.call(Ident::parse_any).ok()?;
        }
        if !prefix.is_empty() {
            self.report.push(fault::path(prefix, &word));
        }
        self.words.push(word.clone());
        self.dashed(word, input)
    }

    /// The word with underscores, where it has dashes.
    fn dashed(&mut self, word: Ident, input: ParseStream<'_>) -> Option<Ident> {
        let mut joined = word.to_string();
        let mut tokens: TokenStream = TokenTree::Ident(word.clone()).into();
        while input.peek(Token![-]) && input.peek2(Ident::peek_any) {
            tokens.extend(take(input, 1));
            let part = input.call(Ident::parse_any).ok()?;
            joined = format!("{joined}_{part}");
            tokens.extend([TokenTree::Ident(part)]);
        }
        if word == joined {
            return Some(word);
        }
        let (fault, known) = fault::dashes(tokens, &joined);
        if known {
            self.report.push(fault);
            return syn::parse_str(&joined).ok().map(|mut joined: Ident| {
                joined.set_span(word.span());
                joined
            });
        }
        self.drop(fault);
        skip_to_comma(input);
        None
    }

    /// Parses the value after the word.
    fn value(&mut self, word: &Ident, input: ParseStream<'_>) -> Given {
        if input.peek(Paren) {
            let nested = skip_to_comma(input);
            return match fault::parentheses(word, nested) {
                Some(fault) => {
                    self.drop(fault);
                    Given::Faulty
                }
                None => Given::Nothing,
            };
        }
        if input.peek(Token![.]) {
            let calls = skip_to_comma(input);
            self.drop(fault::method_calls(word, calls));
            return Given::Faulty;
        }
        let Some(sign) = equals(input) else {
            return Given::Nothing;
        };
        if input.is_empty() || input.peek(Token![,]) {
            self.report.push(fault::no_value(word, sign.tokens));
            return Given::Faulty;
        }
        let Some(value) = expression(input) else {
            let rest = skip_to_comma(input);
            self.report.push(fault::no_expression(word, &rest));
            return Given::Faulty;
        };
        if !sign.right {
            self.report
                .push(fault::other_equals(word, sign.tokens, &value));
        }
        Given::Value(Box::new(value))
    }

    /// Parses the comma after an entry.
    fn separator(&mut self, input: ParseStream<'_>) {
        if input.is_empty() || input.parse::<Token![,]>().is_ok() {
            return;
        }
        if let Ok(semicolon) = input.parse::<Token![;]>() {
            self.report.push(fault::semicolon(semicolon));
            return;
        }
        let rest = skip_to_comma(input);
        self.drop(fault::no_comma(rest));
        let _ = input.parse::<Token![,]>();
    }
}

/// The sign between a key and its value.
struct Equals {
    tokens: TokenStream,
    /// Whether it is `=`, and not what other languages have there.
    right: bool,
}

fn equals(input: ParseStream<'_>) -> Option<Equals> {
    let length = if input.peek(Token![==]) || input.peek(Token![=>]) {
        2
    } else if input.peek(Token![:]) && !input.peek(Token![::]) {
        1 + usize::from(input.peek2(Token![=]))
    } else if input.peek(Token![=]) {
        return Some(Equals {
            tokens: take(input, 1),
            right: true,
        });
    } else {
        return None;
    };
    Some(Equals {
        tokens: take(input, length),
        right: false,
    })
}

/// The expression that comes next; without one, the input does not advance.
fn expression(input: ParseStream<'_>) -> Option<Expr> {
    input.fork().parse::<Expr>().ok()?;
    input.parse().ok()
}

/// Steps over some tokens, and returns them.
fn take(input: ParseStream<'_>, count: usize) -> TokenStream {
    (0..count)
        .filter_map(|_| input.parse::<TokenTree>().ok())
        .collect()
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
