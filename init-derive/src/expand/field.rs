//! The visit of a field by a walk.

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;

use super::declared::{declare, warnings_of};
use super::walk::{Walk, argument};
use super::{constants, rules};
use crate::ast::{Action, Declaration, Field, Input, Place, Value, member_name};

/// The visit of a field at `place`; `siblings`: the fields of its variant that its expressions
/// read.
pub(super) fn visit_field(
    input: &Input<'_>,
    field: &Field<'_>,
    place: &TokenStream,
    siblings: &TokenStream,
    walk: Walk,
) -> TokenStream {
    let core = &input.core.path;
    let ty = field.ty;
    let visitor = argument();
    let visit_module = walk.visit_module();
    let visit = walk.visit_field();
    match &field.action {
        // An editor finds the documentation of the word there.
        Action::Skip(word) => {
            let word = word.iter();
            quote!(#(let () = #core::hidden::keyword::#word;)*)
        }
        Action::Module(at) => {
            let component = component(core, field, at);
            let visit = quote!(<#ty as #core::Initialize>::#visit_module(#place, #visitor););
            let here = rules::Place::Here;
            let ruled = rules::around(input, &field.rules, here, &walk.visitor(), visit);
            let once = (walk == Walk::Shared).then(|| rules::items(input, &field.rules));
            let visit = quote! {
                #visitor.enter(#component);
                #ruled
                #visitor.leave();
            };
            if siblings.is_empty() {
                quote!(#once #visit)
            } else {
                quote!({ #once #siblings #visit })
            }
        }
        Action::Parameter(declaration) => {
            let component = component(core, field, &declaration.place);
            let at = Ident::new("__component", Span::mixed_site());
            let declared = Ident::new("__declared", Span::mixed_site());
            let layer = layer(declaration, &at);
            let declare = declare(input, declaration, &declared);
            let shape = declaration
                .has_shape()
                .then(|| quote!(<#core::walk::DeclaredShape>));
            let visit = quote! {
                <#ty as #core::walk::Parameters #shape>::#visit(#place, &#at, &#declared, #visitor);
            };
            let here = rules::Place::Parameter(&at);
            let ruled = rules::around(input, &field.rules, here, &walk.visitor(), visit);
            // Once is enough: the other walk has the same words.
            let once = (walk == Walk::Shared).then(|| {
                let warnings = warnings_of(&declaration.warnings);
                let assertions = constants::assertions(input.generics, declaration.entries());
                let rules = rules::items(input, &field.rules);
                quote!(#warnings #assertions #rules)
            });
            quote! {{
                #once
                let #at = #component;
                #siblings
                #layer
                #declare
                #ruled
            }}
        }
    }
}

fn component(core: &TokenStream, field: &Field<'_>, place: &Place) -> TokenStream {
    let name = member_name(&field.member);
    let settings = (place.name.iter())
        .chain(&place.stream)
        .chain(&place.same_as);
    let methods = settings.map(|setting| {
        let (key, value) = (&setting.key, setting.value.expression());
        quote!(.#key(#value))
    });
    quote!(#core::walk::Component::field(#name) #(#methods)*)
}

/// `layer`, where an expression reads it.
fn layer(declaration: &Declaration, component: &Ident) -> TokenStream {
    let lists = declaration.values().map(Value::lists_read).max();
    let Some(lists) = lists.filter(|&lists| lists > 0) else {
        return TokenStream::new();
    };
    let visitor = argument();
    let layer = Ident::new("layer", Span::call_site());
    quote! {
        let #layer = #visitor.layer(&#component, #lists);
        let _ = #layer;
    }
}
