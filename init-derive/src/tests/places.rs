//! The spans of the user's tokens in the expansion: an editor finds the documentation of a word
//! through the span of the token that it became.

use std::collections::HashSet;
use std::ops::Range;

use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens;
use syn::{ImplItem, Item, ItemImpl};

use super::{messages, parsed};

/// A token without its context: the text and the bytes of the source that it covers.
type Placed = (String, Range<usize>);

/// Idents, literals and punctuation of `tokens`, at any depth.
fn leaves(tokens: TokenStream) -> Vec<Placed> {
    tokens
        .into_iter()
        .flat_map(|token| match token {
            TokenTree::Group(group) => leaves(group.stream()),
            leaf => vec![(leaf.to_string(), leaf.span().byte_range())],
        })
        .collect()
}

/// The first ident of every entry of the attributes in `source`, in the order of the source.
fn words(tokens: TokenStream) -> Vec<Placed> {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let mut words = Vec::new();
    for (index, token) in tokens.iter().enumerate() {
        let TokenTree::Group(group) = token else {
            continue;
        };
        let named =
            index > 0 && matches!(&tokens[index - 1], TokenTree::Ident(ident) if ident == "init");
        if named {
            words.extend(first_idents(group.stream()));
        } else {
            words.extend(self::words(group.stream()));
        }
    }
    words
}

fn first_idents(attribute: TokenStream) -> Vec<Placed> {
    let mut words = Vec::new();
    let mut at_start = true;
    for token in attribute {
        match &token {
            TokenTree::Ident(ident) if at_start => {
                words.push((ident.to_string(), ident.span().byte_range()));
                at_start = false;
            }
            TokenTree::Punct(punct) => at_start = punct.as_char() == ',',
            _ => at_start = false,
        }
    }
    words
}

/// The implementation in the output, and the other items.
fn items(output: TokenStream) -> (ItemImpl, TokenStream) {
    let file: syn::File = syn::parse2(output).unwrap();
    let mut found = None;
    let mut others = TokenStream::new();
    for item in file.items {
        match item {
            Item::Impl(item) if found.is_none() => found = Some(item),
            other => other.to_tokens(&mut others),
        }
    }
    (found.unwrap(), others)
}

fn methods(item: &ItemImpl) -> Vec<Vec<Placed>> {
    let methods = item.items.iter().map(|item| match item {
        ImplItem::Fn(method) => leaves(method.block.to_token_stream()),
        _ => panic!("not a method"),
    });
    methods.collect()
}

fn count(wanted: &Placed, tokens: &[Placed]) -> usize {
    tokens.iter().filter(|token| *token == wanted).count()
}

const VALID: &[&str] = &[
    "struct M { #[init(zeros)] weight: [f32; 4] }",
    "struct M { #[init(constant = 0.5, name = \"w\", stream = \"v\")] weight: [f32; 4] }",
    "struct M { #[init(kaiming_normal, a = 0.1, mode = \"fan_out\", nonlinearity = \"leaky_relu\")]
        weight: [[f32; 4]; 4] }",
    "struct M { #[init(truncated_normal, absolute, low = -1.0, high = 1.0, std = 0.5)] #[init(buffer)]
        weight: [f32; 4] }",
    "struct M { #[init(normal, std = std, shape = (self.std, 4), layout = \"oi\", groups = 2, split = 2,
        fan_in = 4, fan_out = 3.5)] weight: Vec<f32>, #[init(normal)] normal: [f32; 3] }",
    "struct M<T> { #[init(parameter, buffer)] weight: T, #[init(name = \"n\", stream = \"s\")] inner: T }",
    "enum M { A { #[init(normal, std = *std, mean = layer.count as f64)] weight: [f32; 4],
        #[init(skip)] std: f64 }, B(#[init(sample = Exp1)] [f32; 4]) }",
    "struct M { #[init(with = |index, stream| stream.normal())] with: [f32; 4],
        #[init(initializer = initializer())] initializer: [f32; 4] }",
    "struct M { #[init(r#normal, r#std = 0.5)] weight: [f32; 4] }",
    "#[init(at = \"**.bias\", rank = 1, module = \"Linear\", normal, std = self.std)]
        #[init(zeros, at = \"fc.weight\")] struct M { fc: Linear, #[init(skip)] std: f64 }",
    "struct M { #[init(at = \"weight\", constant = layer.outer.index as f64)] fc: Vec<Linear>,
        #[init(parameter)] #[init(at = \"**\", kaiming_normal, mode = \"fan_in\")] weight: [[f32; 4]; 4] }",
    "#[init(at = \"**\", zeros)] enum M { A { #[init(at = \"**\", normal, std = *width)] fc: Linear,
        #[init(skip)] width: f64 }, B(#[init(ones)] f32) }",
    "#[init(bound = \"T: Copy\")] struct M<T> { #[init(skip)] tag: T, #[init(skip)] skip: T }",
    "#[init(bound = \"\")] enum M { A { #[init(skip)] a: u8, #[init(zeros)] b: f32 }, B(#[init(skip)] u8) }",
];

/// Each with a mistake, after which an editor still knows the other words.
const FAULTY: &[&str] = &[
    "struct M { #[init(kaiming_)] weight: [f32; 4] }",
    "struct M { #[init(normal, st)] weight: [f32; 4] }",
    "struct M { #[init(normal, std = )] weight: [f32; 4] }",
    "struct M { #[init(normal, std = \"x\", mean = 0.5)] weight: [f32; 4] }",
    "struct M { #[init(kaiming_normal, mode = \"fanout\", a = 0.1)] weight: [[f32; 4]; 4] }",
    "struct M { #[init(normal, std = 0.5, std = 0.25)] weight: [f32; 4] }",
    "struct M { #[init(zeros)] #[init(ones)] weight: [f32; 4], #[init(normal)] bias: [f32; 4] }",
    "enum M { A(#[init(normal, sdt = 0.5)] [f32; 4]) }",
    "struct M { #[init(zeros, shape = 3, layout = \"oo\", name = \"w\", buffer)] weight: Vec<f32> }",
    "struct M { #[init(skip)] a: u8, #[init(parameter, groups = 0)] b: f32, #[init(stream = 1)] c: C }",
    "#[init(bound = T)] struct M<T>(T);",
    "#[init(at = \"**.bias\", zeros, ones)] struct M { fc: Linear }",
    "#[init(at = \"**.bias\", modul = \"M\", rank = 2, normal, st)] struct M { fc: Linear }",
    "struct M { #[init(at = \"bias\")] #[init(constant = 0.5)] fc: Linear }",
];

/// The derived struct, its words, and what the derive writes.
fn case(source: &str) -> (Vec<Placed>, TokenStream) {
    let input = parsed(source);
    (words(input.to_token_stream()), crate::derive(&input))
}

#[test]
fn every_word_stands_once_in_each_method_of_a_valid_expansion() {
    for source in VALID {
        let (words, output) = case(source);
        assert_eq!(messages(&output), [""; 0], "{source}");
        assert!(!words.is_empty());
        let (item, _) = items(output);
        let methods = methods(&item);
        assert_eq!(methods.len(), 2, "{source}");
        for word in &words {
            let found: Vec<usize> = methods.iter().map(|tokens| count(word, tokens)).collect();
            assert_eq!(found, [1, 1], "`{}` at {:?} of {source}", word.0, word.1);
        }
    }
}

#[test]
fn every_word_stands_once_in_a_faulty_expansion() {
    for source in FAULTY {
        let (words, output) = case(source);
        assert!(!messages(&output).is_empty(), "{source}");
        assert!(!words.is_empty());
        let tokens = leaves(output);
        for word in &words {
            assert_eq!(
                count(word, &tokens),
                1,
                "`{}` at {:?} of {source}",
                word.0,
                word.1
            );
        }
    }
}

#[test]
fn no_token_of_an_implementation_covers_more_than_one_token_of_the_source() {
    for source in VALID.iter().chain(FAULTY) {
        let input = parsed(source);
        let own: HashSet<Range<usize>> = spans(input.to_token_stream()).into_iter().collect();
        let (item, _) = items(crate::derive(&input));
        for span in spans(item.to_token_stream()) {
            assert!(
                span.is_empty() || own.contains(&span),
                "`{}` of {source}",
                &source[span.start..span.end]
            );
        }
    }
}

/// The spans of all tokens, including groups with their delimiters.
fn spans(tokens: TokenStream) -> Vec<Range<usize>> {
    tokens
        .into_iter()
        .flat_map(|token| {
            let mut spans = vec![token.span().byte_range()];
            if let TokenTree::Group(group) = token {
                spans.extend(self::spans(group.stream()));
            }
            spans
        })
        .collect()
}

#[test]
fn the_type_of_a_field_stands_in_each_method_for_the_compilers_errors() {
    let source = "struct M { #[init(zeros)] weight: Tensor, inner: Linear }";
    let input = parsed(source);
    let (item, _) = items(crate::derive(&input));
    for ty in ["Tensor", "Linear"] {
        let start = source.find(ty).unwrap();
        let placed = (ty.to_owned(), start..start + ty.len());
        for tokens in methods(&item) {
            assert_eq!(count(&placed, &tokens), 1, "{ty}");
        }
    }
}
