//! Rules: the items of an array that an adapter between the fields and the visitor applies.

use proc_macro2::{Delimiter, Group, Ident, Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};

use super::constants;
use super::declared::{build, method, warnings_of};
use super::hygiene::placed;
use super::walk::argument;
use crate::ast::{Call, Input, Rule, member_name};

/// Puts rules around what `visit` does with the visitor.
pub(super) fn around(
    input: &Input<'_>,
    rules: &[Rule],
    place: Place<'_>,
    visitor_trait: &Ident,
    visit: TokenStream,
) -> TokenStream {
    if rules.is_empty() {
        return visit;
    }
    let core = &input.core.path;
    let visitor = argument();
    let array = Ident::new("__rules", Span::mixed_site());
    let ruled = Ident::new("__ruled", Span::mixed_site());
    let items = rules.iter().map(|rule| item(input, rule));
    let new = match place {
        Place::Here => quote!(new(&#array, &mut *#visitor)),
        Place::Parameter(component) => quote!(of(&#array, &#component, &mut *#visitor)),
    };
    let ruled_visit = quote! {
        let #array = [#(#items),*];
        let mut #ruled = #core::rules::Ruled::#new;
        {
            let #visitor: &mut dyn #core::walk::#visitor_trait = &mut #ruled;
            #visit
        }
        #ruled.finish();
    };
    // The rules are dropped at the end of the block, which is where a borrow conflicts.
    let mut block = Group::new(Delimiter::Brace, ruled_visit);
    block.set_span(Span::mixed_site().located_at(rules[0].at.key.span()));
    block.into_token_stream()
}

/// Where rules are declared.
#[derive(Clone, Copy)]
pub(super) enum Place<'c> {
    /// On the struct, or on the module that has just been entered.
    Here,
    /// On the parameter of this component.
    Parameter(&'c Ident),
}

fn item(input: &Input<'_>, rule: &Rule) -> TokenStream {
    let core = placed(&input.core.path, &rule.at.key);
    let (at, glob) = (&rule.at.key, rule.at.value.expression());
    let filters = rule.filters.iter().map(|setting| method(input, setting));
    let origin = member_name(&syn::Member::Named(input.ident.clone()));
    let options = rule.options.iter().map(|setting| method(input, setting));
    let choice =
        (rule.call.as_ref()).map_or_else(|| quote!(.options_here()), |call| choice(input, call));
    quote! {
        #core::Rule::#at(#glob)
            #(#filters)*
            #(#options)*
            .of(#origin, ::core::module_path!())
            #choice
    }
}

/// The initializer, which is built for each parameter.
fn choice(input: &Input<'_>, call: &Call) -> TokenStream {
    let found = Ident::new("__found", Span::mixed_site());
    let lists = call.entries().map(|(_, value)| value.lists_read());
    let layer = match lists.max() {
        None | Some(0) => TokenStream::new(),
        Some(lists) => {
            let layer = Ident::new("layer", Span::call_site());
            quote!(let #layer = #found.layers(#lists); let _ = #layer;)
        }
    };
    let built = build(input, call);
    let path = &input.core.path;
    // The compiler reports there what the value borrows.
    let place = Span::mixed_site().located_at(call.word.span());
    let choice = quote_spanned!(place=> |#found: &#path::rules::Found<'_>| { #layer #built });
    quote!(.choose_here(#choice))
}

/// Warnings and assertions: once for each rule.
pub(super) fn items(input: &Input<'_>, rules: &[Rule]) -> TokenStream {
    rules
        .iter()
        .map(|rule| {
            let warnings = warnings_of(&rule.warnings);
            let assertions = constants::assertions(input.generics, rule.entries());
            quote!(#warnings #assertions)
        })
        .collect()
}
