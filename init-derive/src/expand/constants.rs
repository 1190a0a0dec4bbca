//! `const { … }`, whose range the compiler checks once it knows the value.

use init_grammar::Range;
use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::ext::IdentExt;
use syn::{ExprConst, Generics};

use crate::ast::Value;
use crate::reads::mentions;

/// The assertions of the blocks that mean one value for every type of the struct: items, which
/// the compiler computes whether or not anybody calls the method.
pub(super) fn assertions<'v>(
    generics: &Generics,
    entries: impl Iterator<Item = (&'v Ident, &'v Value)>,
) -> TokenStream {
    entries
        .filter_map(|(key, value)| match value {
            Value::Const(block, range) if !is_generic(generics, block) => {
                let value = asserted(key, block, *range, false);
                Some(quote!(const _: () = { let _: f64 = { #value }; };))
            }
            _ => None,
        })
        .collect()
}

/// The block as an argument, with its assertion if it does not contain one.
pub(super) fn argument(
    generics: &Generics,
    key: &Ident,
    block: &ExprConst,
    range: Range,
) -> TokenStream {
    if is_generic(generics, block) {
        // The integer of a constant need not be a float.
        let value = asserted(key, block, range, key == "constant");
        quote!(const { #value })
    } else {
        block.to_token_stream()
    }
}

/// Whether a block may mean another value for other types.
fn is_generic(generics: &Generics, block: &ExprConst) -> bool {
    let types = generics.type_params().map(|parameter| &parameter.ident);
    let constants = generics.const_params().map(|parameter| &parameter.ident);
    let lifetimes = generics
        .lifetimes()
        .map(|parameter| &parameter.lifetime.ident);
    let parameters: Vec<&Ident> = types.chain(constants).chain(lifetimes).collect();
    mentions(&block.to_token_stream(), &|ident| {
        ident == "Self" || ident == "self" || parameters.contains(&ident)
    })
}

/// The statements of a block that asserts the range of the value, which is then a float or `as_written`.
fn asserted(key: &Ident, block: &ExprConst, range: Range, as_written: bool) -> TokenStream {
    let value = Ident::new("__value", Span::mixed_site());
    let holds = match range {
        Range::Any => quote!(!#value.is_nan()),
        Range::Finite => quote!(#value.is_finite()),
        Range::NotNegative => quote!(#value.is_finite() && #value >= 0.0),
        Range::Positive => quote!(#value.is_finite() && #value > 0.0),
        Range::Unit => quote!(#value >= 0.0 && #value <= 1.0),
        Range::Inside => quote!(#value > 0.0 && #value < 1.0),
        Range::AtLeastTwo => quote!(#value >= 2.0 && #value < f64::INFINITY),
    };
    let message = format!("`{}` must {}", key.unraw(), range.name());
    let place = Span::mixed_site().located_at(block.const_token.span);
    let assertion = quote_spanned!(place=> ::core::assert!(#holds, #message););
    let written = Ident::new("__written", Span::mixed_site());
    let block = &block.block;
    let result = if as_written { &written } else { &value };
    quote! {
        let #written = #block;
        #[allow(
            trivial_numeric_casts,
            clippy::cast_lossless,
            clippy::cast_precision_loss,
            clippy::unnecessary_cast
        )]
        let #value = #written as f64;
        #assertion
        #result
    }
}
