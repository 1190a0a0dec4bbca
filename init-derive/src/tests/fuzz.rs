//! More than 100,000 random and mutated attributes and structs, from fixed seeds: the derive
//! never panics, and always writes Rust items, one implementation of the trait among them.

mod judge;

use init_grammar::{CHOICES, FIELD_OPTIONS, INITIALIZERS, Initializer, Kind, RULE_OPTIONS, key};
use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote};
use syn::token::{Brace, Bracket, Paren};
use syn::{
    AttrStyle, Attribute, Data, DeriveInput, Field, MacroDelimiter, Meta, MetaList, Token,
    parse_quote,
};

use self::judge::{Judge, count};
use super::random::{Random, ident, literal, mutated, random_struct, tokens, vocabulary};
use super::{messages, parsed};

/// Structs whose attributes are replaced.
const STRUCTS: &[&str] = &[
    "struct M { weight: [[f32; 4]; 4] }",
    "struct M { weight: Vec<f32>, layer: usize }",
    "struct M(f32, Option<Box<M>>);",
    "struct M;",
    "enum M { A { weight: [f32; 4], width: usize }, B([f32; 3]), C }",
    "enum M {}",
    "struct M<'a, T: ?Sized, const N: usize> where T: 'a { r#type: &'a mut [T], weight: [f64; N] }",
    "#[repr(C, packed(2))] struct M { weight: f32 }",
    "union M { weight: f32 }",
];

/// Attributes that are right on a field of a matrix.
const ATTRIBUTES: &[&str] = &[
    "zeros",
    "constant = -0.5",
    "normal, mean = 0.0, std = 0.02 / (2.0 * layer.count as f64).sqrt()",
    "truncated_normal, std = 0.02, low = -2.0, high = 2.0, absolute",
    "kaiming_normal, a = 0.1, mode = \"fan_out\", nonlinearity = \"leaky_relu\", groups = 2",
    "variance_scaling, scale = 2.0, mode = \"fan_avg\", distribution = \"uniform\", layout = \"io\"",
    "xavier_uniform, gain = f64::consts::SQRT_2, split = 2, name = \"w\", stream = \"v\"",
    "sparse, sparsity = 0.5, std = const { 1.0 - 0.5 }",
    "with = |index: &[usize], stream: &mut Stream| { index[0] as f64 + stream.normal() }",
    "sample = rand_distr::Gamma::new(2.0, self.rate).unwrap(), buffer",
    "initializer = if self.wide { zeros() } else { match self { _ => ones() } }",
    "uniform, low = -1.0, high = 1.0, fan_in = 3, fan_out = 4, shape = (self.outputs, 4)",
    "parameter, buffer, layout = \"oi\"",
    "skip",
    "name = \"\", stream = \"x\"",
];

/// Rules that are right on a field.
const RULES: &[&str] = &[
    "at = \"**\", zeros",
    "at = \"**.bias\", module = \"Batch*\", rank = 1, constant = layer.outer.index as f64",
    "kaiming_normal, mode = \"fan_out\", at = \"*.weight\", a = self.slope",
    "at = \"**\", with = |index: &[usize], _: &mut Stream| self.table[index[0]]",
    "at = \"**\", truncated_normal, std = const { 0.5 }, r#module = \"M\"",
];

/// Options that are right on a struct.
const OPTIONS: &[&str] = &[
    "crate = ::init_core",
    "bound = \"T: Initialize, U: 'static\"",
];

/// An attribute as the compiler lets it through: delimited tokens, `= literal`, or the path alone.
fn attribute(random: &mut Random, tokens: TokenStream) -> Attribute {
    let delimiter = match random.below(40) {
        0 => return parse_quote!(#[init]),
        1 => return parse_quote!(#[init = "zeros"]),
        2 => return parse_quote!(#[init = 0.5]),
        3 => return parse_quote!(#[initialize(#tokens)]),
        4 => MacroDelimiter::Bracket(Bracket::default()),
        5 => MacroDelimiter::Brace(Brace::default()),
        _ => MacroDelimiter::Paren(Paren::default()),
    };
    Attribute {
        pound_token: Token![#](Span::call_site()),
        style: AttrStyle::Outer,
        bracket_token: Bracket::default(),
        meta: Meta::List(MetaList {
            path: ident("init").into(),
            delimiter,
            tokens,
        }),
    }
}

fn fields(input: &mut DeriveInput) -> Vec<&mut Field> {
    match &mut input.data {
        Data::Struct(data) => data.fields.iter_mut().collect(),
        Data::Enum(data) => data
            .variants
            .iter_mut()
            .flat_map(|variant| variant.fields.iter_mut())
            .collect(),
        Data::Union(data) => data.fields.named.iter_mut().collect(),
    }
}

/// Puts one or two attributes with such tokens in front of fields, and now and then others in
/// front of the struct and of its variants.
fn attributed(
    random: &mut Random,
    input: &DeriveInput,
    tokens: &mut dyn FnMut(&mut Random) -> TokenStream,
) -> DeriveInput {
    let mut input = input.clone();
    let mut fields = fields(&mut input);
    let none = fields.is_empty();
    for _ in 0..=random.below(2) {
        let count = fields.len();
        if count > 0 {
            let (tokens, place) = (tokens(random), random.below(count));
            fields[place].attrs.push(attribute(random, tokens));
        }
    }
    if none || random.one_in(4) {
        let tokens = tokens(random);
        input.attrs.push(attribute(random, tokens));
    }
    if let Data::Enum(data) = &mut input.data
        && random.one_in(4)
    {
        for variant in &mut data.variants {
            let tokens = tokens(random);
            variant.attrs.push(attribute(random, tokens));
        }
    }
    input
}

fn structs() -> Vec<DeriveInput> {
    STRUCTS.iter().map(|source| parsed(source)).collect()
}

fn streams(sources: &[&str]) -> Vec<TokenStream> {
    sources
        .iter()
        .map(|source| source.parse().unwrap())
        .collect()
}

#[test]
fn random_tokens_in_attributes_are_answered() {
    let (words, structs) = (vocabulary(), structs());
    let mut random = Random::new(1);
    let mut judge = Judge::default();
    for _ in 0..count() {
        let input = random.choose(&structs);
        judge.check(&attributed(&mut random, input, &mut |random| {
            let length = random.below(9);
            tokens(random, &words, length, 3)
        }));
    }
    judge.print("random attributes");
}

#[test]
fn mutated_attributes_are_answered() {
    let (words, structs) = (vocabulary(), structs());
    let attributes = [streams(ATTRIBUTES), streams(RULES), streams(OPTIONS)].concat();
    let mut random = Random::new(2);
    let mut judge = Judge::default();
    for _ in 0..count() {
        let input = random.choose(&structs);
        judge.check(&attributed(&mut random, input, &mut |random| {
            let attribute = random.choose(&attributes).clone();
            let times = random.below(2) * (1 + random.below(3));
            mutated(random, &words, attribute, times)
        }));
    }
    judge.print("mutated attributes");
    // Neither kind may be rare: both ways through the derive are tried.
    let faulty = judge.refused;
    assert!(
        (count() / 5..count() * 19 / 20).contains(&faulty),
        "{faulty} faulty"
    );
}

/// An attribute by the grammar, with values of every kind after every key.
fn by_grammar(random: &mut Random, values: &[TokenStream]) -> TokenStream {
    let initializer: &Initializer = random.choose(INITIALIZERS);
    let word = ident(initializer.word);
    let mut entries = vec![if initializer.value.is_some() {
        let value = random.choose(values);
        quote!(#word = #value)
    } else {
        quote!(#word)
    }];
    // The options of a rule, or those of a field.
    let options = [FIELD_OPTIONS, RULE_OPTIONS][random.below(2)];
    let options = options.iter().map(|option| option.word);
    let keys: Vec<&str> = initializer.keys.iter().copied().chain(options).collect();
    for _ in 0..random.below(5) {
        let word = *random.choose(&keys);
        let key = ident(word);
        let kind = key_kind(word);
        let value = match kind {
            Kind::Flag => None,
            Kind::Choice(set) | Kind::ChoiceOrFunction(set) if !random.one_in(4) => {
                let choices =
                    init_grammar::choices(set).map_or(CHOICES[0].values, |set| set.values);
                Some(random.choose(choices).0.to_token_stream())
            }
            _ if random.one_in(3) => Some(literal(random).to_token_stream()),
            _ => Some(random.choose(values).clone()),
        };
        entries.push(value.map_or_else(|| quote!(#key), |value| quote!(#key = #value)));
    }
    quote!(#(#entries),*)
}

fn key_kind(word: &str) -> Kind {
    let option = init_grammar::field_option(word);
    key(word)
        .or(option)
        .or(init_grammar::rule_option(word))
        .map_or(Kind::Expression, |key| key.kind)
}

#[test]
fn attributes_by_the_grammar_are_answered() {
    let structs = structs();
    let values = streams(&[
        "-1.0",
        "0",
        "1",
        "0.5",
        "1e40",
        "f64::NAN",
        "1.0 / 0.0",
        "(2, 3)",
        "[4, 4]",
        "self.x",
        "layer.index",
        "const { 1.0 - 2.0 }",
        "const { loop {} }",
        "\"oi\"",
        "\"fan_in\"",
        "\"\"",
        "\"**\"",
        "\"*.weight\"",
        "\"M\"",
        "self.weight",
        "layer.outer.outer.count",
        "{ let layer = 1.0; layer }",
        "|i, s| 0.0",
        "x!(self)",
        "i128::MIN",
        "1 / 0",
        "5 % 0",
        "-170141183460469231731687303715884105728",
        "1 << 200",
        "2.0_f64.powi(1_000_000)",
        "..",
        "&&x",
        "return",
        "break 'a",
        "async { 1 }",
        "unsafe { f() }",
        "x as f64",
        "a < b",
        "(-1.0)",
        "--1",
        "std::f64::consts::PI",
        "self::x",
        "Self::X",
        "<T as U>::V",
        "f::<3>()",
        "if let Some(x) = y { x }",
    ]);
    let mut random = Random::new(3);
    let mut judge = Judge::default();
    for _ in 0..count() {
        let input = random.choose(&structs);
        judge.check(&attributed(&mut random, input, &mut |random| {
            by_grammar(random, &values)
        }));
    }
    judge.print("attributes by the grammar");
}

#[test]
fn random_and_mutated_structs_are_answered() {
    let words = vocabulary();
    let attributes = [streams(ATTRIBUTES), streams(RULES)].concat();
    let types = streams(&[
        "f32",
        "[f32; 4]",
        "[[f64; 3]; N]",
        "Vec<f32>",
        "Vec<Vec<f32>>",
        "Box<[f32]>",
        "&'a mut [f32]",
        "Option<T>",
        "T",
        "T::Assoc",
        "<T as Trait>::Out",
        "M<T>",
        "Self",
        "Box<Self>",
        "()",
        "!",
        "(T, [T; 2])",
        "fn(T) -> M<T>",
        "dyn Trait + 'a",
        "impl Trait",
        "*const T",
        "_",
        "x!(T)",
        "PhantomData<T>",
        "for<'b> fn(&'b T)",
        "[f32; { N + 1 }]",
        "[f32; 99999999999999999999]",
        "[f32; -1]",
        "(f32)",
        "[(f64); 2]",
        "Vec",
        "Box<>",
        "Option<'a>",
        "::std::vec::Vec<[f32; 2]>",
    ]);
    let mut random = Random::new(4);
    let mut judge = Judge::default();
    while judge.inputs < count() {
        let mut input = random_struct(&mut random, &types, &attributes);
        if random.one_in(2) {
            let times = 1 + random.below(2);
            input = mutated(&mut random, &words, input, times);
        }
        // The compiler hands only items to a derive, and no type parameter `_`, which syn takes.
        if let Ok(input) = syn::parse2::<DeriveInput>(input)
            && input.generics.type_params().all(|found| found.ident != "_")
        {
            judge.check(&input);
        }
    }
    judge.print("structs");
}

#[test]
fn the_attributes_that_are_mutated_are_right() {
    let field: Field = parse_quote!(weight: [[f32; 4]; 4]);
    for attribute in streams(ATTRIBUTES) {
        let source = quote!(struct M { #[init(#attribute)] #field });
        let messages = messages(&crate::derive(&syn::parse2(source).unwrap()));
        assert!(messages.is_empty(), "{messages:#?}");
    }
    for rule in streams(RULES) {
        let source = quote!(struct M { #[init(#rule)] #[init(parameter)] #field });
        let messages = messages(&crate::derive(&syn::parse2(source).unwrap()));
        assert!(messages.is_empty(), "{messages:#?}");
    }
}
