//! Faults in the form of an attribute.

use init_grammar::{Initializer, Kind, all_words, example, initializer, kind, nearest};
use proc_macro2::{Delimiter, Ident, Span, TokenStream, TokenTree};
use quote::ToTokens;
use syn::ext::IdentExt;
use syn::parse::{ParseStream, Parser};
use syn::punctuated::Punctuated;
use syn::{Attribute, Expr, Lit, Meta, MetaNameValue, Path, Token};

use crate::report::Fault;
use crate::text::{spelled, usage};

/// Whether an attribute begins with a word of this language that other derives hardly have.
pub(super) fn is_ours(attribute: &Attribute) -> bool {
    let Meta::List(list) = &attribute.meta else {
        return false;
    };
    let first = list.tokens.clone().into_iter().next();
    let word = first.map(|token| token.to_string()).unwrap_or_default();
    word != "skip" && kind(&word).is_some()
}

pub(super) fn two_spellings(attribute: &Attribute) -> Fault {
    let words = match &attribute.meta {
        Meta::List(list) => spelled(&list.tokens),
        _ => "…".into(),
    };
    Fault::new(
        attribute.path(),
        "beside `initialize`, the attribute `init` is left to other derives",
    )
    .help(format_args!("write `#[initialize({words})]`"))
}

pub(super) fn empty(path: &Path, rest: &str) -> Fault {
    let name = spelled(path);
    Fault::new(path, format_args!("`#[{name}{rest}]` is empty"))
        .help("name an initializer, e.g. `#[init(zeros)]`, or write `#[init(skip)]`")
}

pub(super) fn other_delimiter(place: Span, name: &str, words: &str) -> Fault {
    Fault::at(
        place,
        format_args!("`{name}` takes its words in parentheses"),
    )
    .help(format_args!("write `#[init({words})]`"))
}

pub(super) fn name_value(pair: &MetaNameValue) -> Fault {
    let words = match &pair.value {
        Expr::Lit(literal) => match &literal.lit {
            Lit::Str(text) => text.value(),
            number @ (Lit::Int(_) | Lit::Float(_)) => format!("constant = {}", spelled(number)),
            _ => "zeros".into(),
        },
        value @ Expr::Path(_) => spelled(value),
        _ => "zeros".into(),
    };
    let name = spelled(&pair.path);
    Fault::new(
        pair,
        format_args!("`{name}` takes its words in parentheses"),
    )
    .help(format_args!("write `#[init({words})]`"))
}

pub(super) fn superfluous_comma(comma: Token![,]) -> Fault {
    Fault::new(comma, "expected an entry before this comma").help("remove the comma")
}

pub(super) fn semicolon(semicolon: Token![;]) -> Fault {
    Fault::new(semicolon, "entries are separated by commas").help("write `,`")
}

/// Something other than a word where an entry starts.
pub(super) fn no_word(input: ParseStream<'_>) -> Fault {
    if let Ok(literal) = input.fork().parse::<Lit>() {
        return match &literal {
            Lit::Int(_) | Lit::Float(_) => {
                Fault::new(&literal, "a number alone is not an initializer")
                    .help(format_args!("write `constant = {}`", spelled(&literal)))
            }
            Lit::Str(text) => Fault::new(&literal, "words are written without quotes")
                .help(format_args!("write `{}`", text.value())),
            _ => Fault::new(
                &literal,
                format_args!("`{}` is not a word", spelled(&literal)),
            )
            .help("write the word of an initializer, e.g. `zeros`"),
        };
    }
    match input.fork().parse::<TokenTree>() {
        Ok(TokenTree::Group(group)) => {
            let words = match spelled(group.stream()) {
                words if words.is_empty() => "zeros".into(),
                words => words,
            };
            let around = match group.delimiter() {
                Delimiter::Bracket => "brackets",
                Delimiter::Brace => "braces",
                _ => "parentheses",
            };
            Fault::new(
                group,
                format_args!("words are written without {around} of their own"),
            )
            .help(format_args!("write `{words}`"))
        }
        token => {
            let token = token.ok();
            let text = spelled(token.to_token_stream());
            Fault::new(token, format_args!("`{text}` is not a word")).help(format_args!(
                "write the word of an initializer, e.g. `zeros`, instead of `{text}`"
            ))
        }
    }
}

pub(super) fn path(prefix: TokenStream, word: &Ident) -> Fault {
    Fault::new(prefix, "words are written without a path").help(format_args!("write `{word}`"))
}

/// A word with dashes, and whether it is a word once they are underscores.
pub(super) fn dashes(tokens: TokenStream, joined: &str) -> (Fault, bool) {
    let known = kind(joined).is_some();
    let meant = nearest(joined, all_words()).unwrap_or(joined);
    let fault = Fault::new(tokens, "words have underscores, not dashes")
        .help(format_args!("write `{meant}`"));
    (fault, known)
}

/// Parentheses after a word; `None` after an unknown word, which is reported elsewhere.
pub(super) fn parentheses(word: &Ident, nested: TokenStream) -> Option<Fault> {
    let name = word.unraw().to_string();
    let kind = kind(&name)?;
    let inner = match nested.clone().into_iter().next() {
        Some(TokenTree::Group(group)) => group.stream(),
        _ => TokenStream::new(),
    };
    let (what, help) = match (initializer(&name), kind) {
        (Some(found), Kind::Flag) => (
            format!("the keys of `{name}` are written after it, not in parentheses"),
            [name]
                .into_iter()
                .chain(arguments(found, inner))
                .collect::<Vec<_>>()
                .join(", "),
        ),
        (None, Kind::Flag) => (format!("`{name}` takes no value"), name),
        _ => (
            format!("`{name}` takes its value after `=`, not in parentheses"),
            format!("{name} = {}", value_of(&name, inner)),
        ),
    };
    Some(Fault::new(nested, what).help(format_args!("write `{help}`")))
}

/// A value that was in parentheses, which a tuple needs and others do not.
fn value_of(word: &str, inner: TokenStream) -> String {
    let several = inner
        .clone()
        .into_iter()
        .any(|token| matches!(token, TokenTree::Punct(punct) if punct.as_char() == ','));
    let text = spelled(inner);
    match (text.as_str(), several) {
        ("", _) => example(word).unwrap_or("…").to_owned(),
        (_, true) => format!("({text})"),
        (_, false) => text,
    }
}

/// The arguments of a call as entries: values without a key are assigned to the keys in their
/// order.
fn arguments(found: &Initializer, inner: TokenStream) -> Vec<String> {
    let parser = Punctuated::<Expr, Token![,]>::parse_terminated;
    let Ok(arguments) = parser.parse2(inner.clone()) else {
        return vec![spelled(inner)];
    };
    let mut keys = found.keys.iter();
    arguments
        .iter()
        .filter_map(|argument| match argument {
            Expr::Assign(pair) => Some(format!(
                "{} = {}",
                spelled(&pair.left),
                spelled(&pair.right)
            )),
            Expr::Path(path)
                if path
                    .path
                    .get_ident()
                    .is_some_and(|word| kind(&word.to_string()) == Some(Kind::Flag)) =>
            {
                Some(spelled(path))
            }
            value => keys.next().map(|key| usage(key, Some(value))),
        })
        .collect()
}

/// `.std(0.02)` after a word.
pub(super) fn method_calls(word: &Ident, calls: TokenStream) -> Fault {
    let mut entries = vec![word.to_string()];
    for token in calls.clone() {
        match token {
            TokenTree::Ident(key) => entries.push(key.to_string()),
            TokenTree::Group(group) if !group.stream().is_empty() && entries.len() > 1 => {
                if let Some(entry) = entries.last_mut() {
                    *entry = format!("{entry} = {}", spelled(group.stream()));
                }
            }
            _ => {}
        }
    }
    Fault::new(
        calls,
        format_args!("the keys of `{word}` are written after it, separated by commas"),
    )
    .help(format_args!("write `{}`", entries.join(", ")))
}

pub(super) fn no_value(word: &Ident, equals: TokenStream) -> Fault {
    let name = word.unraw().to_string();
    Fault::new(equals, format_args!("`{word} =` has no value"))
        .help(format_args!("write `{}`", usage(&name, None)))
}

/// A sign other than `=`.
pub(super) fn other_equals(word: &Ident, sign: TokenStream, value: &Expr) -> Fault {
    Fault::new(sign, format_args!("`{word}` takes its value after `=`"))
        .help(format_args!("write `{word} = {}`", spelled(value)))
}

pub(super) fn no_expression(word: &Ident, value: &TokenStream) -> Fault {
    let last = value.clone().into_iter().last();
    if let Some(TokenTree::Punct(punct)) = last {
        let message = format!("the value of `{word}` breaks off after `{punct}`");
        return Fault::new(&punct, message)
            .help(format_args!("write what follows `{punct}`, or remove it"));
    }
    let name = word.unraw().to_string();
    Fault::new(
        value,
        format_args!("the value of `{word}` is not an expression"),
    )
    .help(format_args!(
        "write a Rust expression, e.g. `{}`",
        usage(&name, None)
    ))
}

/// Something other than a comma after an entry.
pub(super) fn no_comma(rest: TokenStream) -> Fault {
    match rest.clone().into_iter().next() {
        Some(TokenTree::Punct(punct)) if "+-*/|&".contains(punct.as_char()) => {
            Fault::new(&punct, format_args!("`{punct}` does not combine words")).help(
                "write one of them; two together are an initializer of your own: `initializer = …`",
            )
        }
        Some(TokenTree::Punct(punct)) => {
            Fault::new(&punct, format_args!("expected a comma, found `{punct}`"))
                .help(format_args!("remove `{punct}`"))
        }
        _ => Fault::new(rest, "expected a comma before this")
            .help("separate the entries of an attribute by commas"),
    }
}
