//! Random tokens: words of the grammar, literals, punctuation and groups; and random structs.

use init_grammar::{
    CHOICES, FIELD_OPTIONS, INITIALIZERS, KEYS, MARKERS, RULE_OPTIONS, STRUCT_OPTIONS, SYNONYMS,
};
use proc_macro2::{Delimiter, Group, Ident, Literal, Punct, Spacing, Span, TokenStream, TokenTree};
use quote::{format_ident, quote};

/// splitmix64.
pub(super) struct Random(u64);

impl Random {
    pub(super) fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn word(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut word = self.0;
        word = (word ^ (word >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        word = (word ^ (word >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        word ^ (word >> 31)
    }

    /// 0 to `bound` − 1.
    pub(super) fn below(&mut self, bound: usize) -> usize {
        (self.word() % bound as u64) as usize
    }

    pub(super) fn one_in(&mut self, bound: usize) -> bool {
        self.below(bound) == 0
    }

    pub(super) fn choose<'t, T>(&mut self, from: &'t [T]) -> &'t T {
        &from[self.below(from.len())]
    }
}

const OTHER_WORDS: &[&str] = &[
    "self",
    "Self",
    "layer",
    "crate",
    "super",
    "for",
    "in",
    "if",
    "as",
    "mut",
    "const",
    "move",
    "true",
    "x",
    "_",
    "init",
    "initialize",
    "f64",
    "NAN",
    "INFINITY",
    "consts",
    "PI",
    "sqrt",
    "r#type",
    "r#std",
    "r#shape",
    "r#zeros",
    "outer",
    "été",
    "T",
];

const STRINGS: &[&str] = &[
    "",
    "oi",
    "io",
    "oihw",
    "oihh",
    "*oi",
    "OI",
    "o",
    "fan_in",
    "fanout",
    "relu",
    "w",
    "a.b",
    ".",
    "T: Initialize",
    "T",
    "where",
    "0.02",
    "é",
    "\u{1f600}",
    "\"",
    "\\",
    "\0",
    "**.bias",
    "**",
    "*",
    "weight",
    "wieght.*",
    "a..b",
    "**b",
    "a/b",
    "nn::Linear<T>",
    "Linear*",
];

const PUNCTUATION: &[char] = &[
    ',', ',', ',', '=', '=', '=', '-', '.', ':', ';', '#', '!', '?', '&', '|', '<', '>', '+', '*',
    '/', '%', '^', '$', '@', '~',
];

const DELIMITERS: &[Delimiter] = &[
    Delimiter::Parenthesis,
    Delimiter::Bracket,
    Delimiter::Brace,
    Delimiter::None,
];

/// All words that mean something in an attribute, and some that mean something elsewhere.
pub(super) fn vocabulary() -> Vec<&'static str> {
    let initializers = INITIALIZERS.iter().map(|initializer| initializer.word);
    let keys = [KEYS, FIELD_OPTIONS, MARKERS, RULE_OPTIONS, STRUCT_OPTIONS];
    let keys = keys.into_iter().flatten().map(|key| key.word);
    let synonyms = SYNONYMS.iter().map(|synonym| synonym.word);
    let choices = CHOICES.iter().flat_map(|choices| choices.values);
    let choices = choices.map(|(value, _)| *value);
    initializers
        .chain(keys)
        .chain(synonyms.filter(|word| !word.contains('-')))
        .chain(choices)
        .chain(OTHER_WORDS.iter().copied())
        .collect()
}

pub(super) fn ident(word: &str) -> Ident {
    match word.strip_prefix("r#") {
        Some(word) => Ident::new_raw(word, Span::call_site()),
        None => Ident::new(word, Span::call_site()),
    }
}

/// Any literal that Rust knows.
pub(super) fn literal(random: &mut Random) -> Literal {
    match random.below(10) {
        0 => Literal::f64_unsuffixed(*random.choose(&[0.0, 0.02, 1.5, 1e300, 1e-310])),
        1 => Literal::usize_unsuffixed(random.below(5)),
        2 => Literal::u128_unsuffixed(u128::MAX),
        3 => Literal::f32_suffixed(1.0),
        4 => Literal::character('x'),
        5 => Literal::byte_string(b"fan_in"),
        6 => {
            let numbers = [
                "1e40", "1e400", "0x10", "1_000", "0b1", "1u8", "1e400f32", "0e0", "1.",
            ];
            random.choose(&numbers).parse().unwrap()
        }
        7 => Literal::c_string(c"x"),
        _ => Literal::string(random.choose::<&str>(STRINGS)),
    }
}

/// One token, a group with others in it at most `depth` deep.
pub(super) fn token(random: &mut Random, words: &[&str], depth: usize) -> TokenTree {
    match random.below(12) {
        0..=4 => ident(random.choose::<&str>(words)).into(),
        5..=7 => {
            let spacing = if random.one_in(4) {
                Spacing::Joint
            } else {
                Spacing::Alone
            };
            Punct::new(*random.choose(PUNCTUATION), spacing).into()
        }
        8 if depth > 0 => {
            let length = random.below(5);
            let inner = tokens(random, words, length, depth - 1);
            Group::new(*random.choose(DELIMITERS), inner).into()
        }
        9 => lifetime(random),
        _ => literal(random).into(),
    }
}

/// A lone apostrophe, which another token may or may not make a lifetime.
fn lifetime(random: &mut Random) -> TokenTree {
    if random.one_in(8) {
        Punct::new('\'', Spacing::Joint).into()
    } else {
        Punct::new(',', Spacing::Alone).into()
    }
}

pub(super) fn tokens(
    random: &mut Random,
    words: &[&str],
    length: usize,
    depth: usize,
) -> TokenStream {
    (0..length).map(|_| token(random, words, depth)).collect()
}

/// Drops, repeats, swaps, replaces, adds or wraps tokens, `times` times, at any depth.
pub(super) fn mutated(
    random: &mut Random,
    words: &[&str],
    attribute: TokenStream,
    times: usize,
) -> TokenStream {
    let mut tokens: Vec<TokenTree> = attribute.into_iter().collect();
    for _ in 0..times {
        mutate(random, words, &mut tokens);
    }
    tokens.into_iter().collect()
}

fn mutate(random: &mut Random, words: &[&str], tokens: &mut Vec<TokenTree>) {
    if tokens.is_empty() {
        tokens.push(token(random, words, 1));
        return;
    }
    let place = random.below(tokens.len());
    if let TokenTree::Group(group) = &tokens[place]
        && random.one_in(2)
    {
        let inner = mutated(random, words, group.stream(), 1);
        tokens[place] = Group::new(group.delimiter(), inner).into();
        return;
    }
    match random.below(7) {
        0 => drop(tokens.remove(place)),
        1 => tokens.insert(place, tokens[place].clone()),
        2 => {
            let other = random.below(tokens.len());
            tokens.swap(place, other);
        }
        3 => tokens[place] = token(random, words, 2),
        4 => tokens.insert(place, token(random, words, 2)),
        5 => {
            let inner = TokenStream::from(tokens[place].clone());
            tokens[place] = Group::new(*random.choose(DELIMITERS), inner).into();
        }
        _ => tokens.truncate(place),
    }
}

/// A struct or enum of random shape.
pub(super) fn random_struct(
    random: &mut Random,
    types: &[TokenStream],
    attributes: &[TokenStream],
) -> TokenStream {
    let count = random.below(4);
    let fields: Vec<TokenStream> = (0..count)
        .map(|index| {
            let (ty, attribute) = (random.choose(types), random.choose(attributes));
            let name = format_ident!("{}", ["weight", "r#type", "layer", "visitor"][index]);
            let attribute = (!random.one_in(3)).then(|| quote!(#[init(#attribute)]));
            match random.below(8) {
                0 => quote!(#[cfg(all())] #attribute pub(crate) #name: #ty),
                1 => quote!(#[doc = "x"] #attribute #[allow(unused)] #name: #ty),
                _ => quote!(#attribute #name: #ty),
            }
        })
        .collect();
    let unnamed: Vec<&TokenStream> = (0..count).map(|_| random.choose(types)).collect();
    match random.below(6) {
        0 => quote!(enum M<T> { A { #(#fields),* }, #[init(zeros)] B(#(#unnamed),*), C }),
        1 => quote!(struct M<T>(#(#unnamed),*) where T: Copy;),
        2 => quote!(#[repr(packed)] struct M<'a, T, const N: usize> { #(#fields),* }),
        3 => quote!(#[init(bound = "T: Copy")] enum r#M<T = f32> { A(#(#unnamed),*) }),
        _ => {
            quote!(pub struct M<'a, T: 'a + ?Sized = f32, const N: usize = 3> where Self: Sized { #(#fields),* })
        }
    }
}
