//! Rules: each an item of an array, which stands between the fields and the visitor.

use proc_macro2::{Delimiter, Group, Ident, Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::{Generics, Type};

use super::{argument, build, constants, method, warnings_of};
use crate::ast::{Body, Field, Input, Rule, Value};
use crate::check::{component, is_known, literal};
use crate::respan::{mentions, placed};
use crate::text::spelled;

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
            let #visitor: &mut dyn #core::#visitor_trait = &mut #ruled;
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

/// What rules stand on.
#[derive(Clone, Copy)]
pub(super) enum On<'t> {
    Struct,
    Module(&'t Type),
    Parameter,
}

fn item(input: &Input<'_>, rule: &Rule) -> TokenStream {
    let core = placed(&input.core.path, &rule.at.key);
    let (at, glob) = (&rule.at.key, rule.at.value.expression());
    let filters = rule.filters.iter().map(|setting| method(input, setting));
    let origin = crate::check::member_name(&syn::Member::Named(input.ident.clone()));
    let found = Ident::new("__found", Span::mixed_site());
    let lists = rule.call.entries().map(|(_, value)| value.lists_read());
    let layer = match lists.max() {
        None | Some(0) => TokenStream::new(),
        Some(lists) => {
            let layer = Ident::new("layer", Span::call_site());
            quote!(let #layer = #found.layers(#lists); let _ = #layer;)
        }
    };
    let built = build(input, &rule.call);
    let path = &input.core.path;
    // The compiler says there what the value borrows.
    let place = Span::mixed_site().located_at(rule.call.word.span());
    let choice = quote_spanned!(place=> |#found: &#path::rules::Found<'_>| { #layer #built });
    quote! {
        #core::Rule::#at(#glob)
            #(#filters)*
            .of(#origin, ::core::module_path!())
            .choose_here(#choice)
    }
}

/// Warnings, assertions and the judgement of names: once for each rule.
pub(super) fn items(input: &Input<'_>, rules: &[Rule], on: On<'_>) -> TokenStream {
    rules
        .iter()
        .map(|rule| {
            let warnings = warnings_of(&rule.warnings);
            let assertions = constants::assertions(input.generics, rule.call.entries());
            let names = literal(&rule.at).and_then(|glob| match on {
                On::Struct => own_field(input, rule, &glob),
                On::Module(ty) => judged(input, rule, &glob, ty),
                On::Parameter => None,
            });
            quote!(#warnings #assertions #names)
        })
        .collect()
}

/// A rule of the struct whose first component is one field: the rest is judged by the names in
/// the field's type.
fn own_field(input: &Input<'_>, rule: &Rule, glob: &str) -> Option<TokenStream> {
    let (first, rest) = glob.split_once('.')?;
    if first.contains('*') || !is_known(&input.body) {
        return None;
    }
    let mut fields = input
        .body
        .fields()
        .filter(|field| component(field).as_deref() == Some(first));
    let field = fields.next()?;
    let module = matches!(field.action, crate::ast::Action::Module(_));
    if !module || fields.next().is_some() {
        return None;
    }
    judged(input, rule, rest, field.ty)
}

/// An item that the compiler refuses where no name in the type matches.
fn judged(input: &Input<'_>, rule: &Rule, glob: &str, ty: &Type) -> Option<TokenStream> {
    if mentions_generics(input.generics, ty) {
        return None;
    }
    let core = &input.core.path;
    let span = match &rule.at.value {
        Value::Expr(expr) => syn::spanned::Spanned::span(&**expr),
        _ => rule.at.key.span(),
    };
    let span = Span::mixed_site().located_at(span);
    let noun = spelled(ty);
    let check = Ident::new("__check", span);
    let call = quote_spanned!(span=> #check(#glob, #noun, __NAMES));
    Some(quote! {
        const _: () = {
            use #core::rules::{Nobody as _, check as #check};
            const __NAMES: #core::rules::Known = #core::rules::Probe::<#ty>::NAMES;
            #call
        };
    })
}

/// Whether a type means another one elsewhere.
fn mentions_generics(generics: &Generics, ty: &Type) -> bool {
    let tokens = ty.to_token_stream();
    let parameters: Vec<&Ident> = generics
        .params
        .iter()
        .map(|parameter| match parameter {
            syn::GenericParam::Type(parameter) => &parameter.ident,
            syn::GenericParam::Const(parameter) => &parameter.ident,
            syn::GenericParam::Lifetime(parameter) => &parameter.lifetime.ident,
        })
        .collect();
    // A macro may expand to any of them.
    let calls_macro = tokens.to_string().contains('!') && !parameters.is_empty();
    calls_macro
        || mentions(&tokens, &|ident| {
            ident == "Self" || ident == "_" || parameters.contains(&ident)
        })
}

/// Says what the other variants of an enum hold.
pub(super) fn other_variants(input: &Input<'_>, fields: &[Field<'_>]) -> TokenStream {
    let core = &input.core.path;
    let visitor = argument();
    let here = crate::check::names(fields);
    quote!(#core::rules::other_variants::<Self, _>(#visitor, &[#(#here),*]);)
}

/// The names of the fields, for rules of the structs around.
pub(super) fn names(input: &Input<'_>) -> TokenStream {
    let core = &input.core.path;
    let (ident, generics) = (input.ident, input.generics);
    let (impl_generics, type_generics, where_clause) = generics.split_for_impl();
    let known = if is_known(&input.body) && !matches!(input.body, Body::Nothing) {
        let names = crate::check::names(input.body.fields());
        quote!(Fields(&[#(#names),*]))
    } else {
        quote!(Open)
    };
    quote! {
        #[automatically_derived]
        impl #impl_generics #core::rules::Names for #ident #type_generics #where_clause {
            const NAMES: #core::rules::Known = #core::rules::Known::#known;
        }
    }
}
