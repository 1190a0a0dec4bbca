//! The declaration of a parameter: an initializer and the options of its field.

use init_grammar::COMPOSERS;
use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::ext::IdentExt;

use super::constants;
use super::hygiene::{placed, visible};
use crate::ast::{Call, Declaration, Input, Origin, Setting, Value, Warning};

pub(super) fn declare(
    input: &Input<'_>,
    declaration: &Declaration,
    declared: &Ident,
) -> TokenStream {
    let core = &input.core.path;
    let options = declaration
        .options
        .iter()
        .map(|setting| method(input, setting));
    match &declaration.origin {
        Origin::Rules(word) => quote! {
            let #declared = #core::walk::Declared::#word() #(#options)*;
        },
        Origin::Initializer(call) => {
            let initializer = Ident::new("__initializer", Span::mixed_site());
            let built = build(input, call);
            quote! {
                let #initializer = #built;
                let #declared = #core::walk::Declared::new(&#initializer) #(#options)*;
            }
        }
    }
}

pub(super) fn build(input: &Input<'_>, call: &Call) -> TokenStream {
    let word = &call.word;
    let value = call
        .value
        .iter()
        .map(|value| argument_of(input, word, value));
    let found = init_grammar::initializer(&word.unraw().to_string());
    let composes = |setting: &&Setting| {
        let key = setting.key.unraw().to_string();
        found.is_some_and(|found| found.is_composed_by(&key))
    };
    let own = call.keys.iter().filter(|setting| !composes(setting));
    let own = own.map(|setting| method(input, setting));
    let core = placed(&input.core.path, word);
    let mut built = quote!(#core::initializer::#word(#(#value)*) #(#own)*);
    let others = call.keys.iter().filter(composes);
    let others: Vec<&Setting> = others.collect();
    for key in COMPOSERS {
        for setting in others.iter().filter(|setting| setting.is(key)) {
            let key = &setting.key;
            let core = placed(&input.core.path, key);
            let value = argument_of(input, key, &setting.value);
            built = quote!(#core::initializer::Compose::#key(#built, #value));
        }
    }
    built
}

pub(super) fn method(input: &Input<'_>, setting: &Setting) -> TokenStream {
    let key = &setting.key;
    let value = argument_of(input, key, &setting.value);
    quote!(.#key(#value))
}

fn argument_of(input: &Input<'_>, key: &Ident, value: &Value) -> TokenStream {
    match value {
        Value::None => TokenStream::new(),
        Value::Expr(expr) => visible(expr.to_token_stream()),
        Value::Function(expr) => {
            let core = &input.core.path;
            let value = visible(expr.to_token_stream());
            let function = Ident::new("__function", Span::mixed_site());
            // The type has the place of the word, which a mismatch then points to.
            let f64 = quote_spanned!(key.span()=> ::core::primitive::f64);
            let ty = quote_spanned!(key.span()=> fn(#f64) -> #f64);
            quote!({
                let #function: #ty = #value;
                #core::initializer::Nonlinearity::Function(#function)
            })
        }
        Value::Text(text) => text.to_token_stream(),
        Value::Const(block, range) => {
            visible(constants::argument(input.generics, key, block, *range))
        }
        Value::Choice(_, path) => {
            let core = &input.core.path;
            quote!(#core::#path)
        }
    }
}

/// Warnings: items whose use the compiler reports, under the words that cause them.
pub(super) fn warnings_of(warnings: &[Warning]) -> TokenStream {
    warnings
        .iter()
        .map(|Warning { name, note }| {
            quote! {
                #[deprecated(note = #note)]
                #[allow(non_upper_case_globals)]
                const #name: () = ();
                let () = #name;
            }
        })
        .collect()
}
