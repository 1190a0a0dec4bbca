//! An implementation that does nothing, for a struct with faults: the trait is there, so that
//! the code that uses it has no errors of its own.

use init_grammar::{field_option, rule_option};
use proc_macro2::{Ident, TokenStream};
use quote::quote;
use syn::ext::IdentExt;

use crate::ast::Input;

pub(crate) fn fallback(input: &Input<'_>) -> TokenStream {
    let Input {
        ident, generics, ..
    } = input;
    let core = &input.core.path;
    let (impl_generics, type_generics, where_clause) = generics.split_for_impl();
    let anchors = anchors(core, &input.words);
    input.core.scope(quote! {
        #[automatically_derived]
        impl #impl_generics #core::Initialize for #ident #type_generics #where_clause {
            fn visit_parameters(&self, _: &mut dyn #core::walk::Visitor) {}
            fn visit_parameters_mut(&mut self, _: &mut dyn #core::walk::VisitorMut) {}
        }
        #anchors
    })
}

/// Lets an editor find the words of the attributes, half-typed ones too, where it looks for
/// them: as paths and methods. The compiler never sees it.
fn anchors(core: &TokenStream, words: &[Vec<Ident>]) -> TokenStream {
    let calls = words.iter().flat_map(|words| {
        let mut calls = Vec::new();
        let (mut keys, mut options, mut places) = (Vec::new(), Vec::new(), Vec::new());
        for word in words {
            let name = word.unraw().to_string();
            match name.as_str() {
                // A path cannot contain a keyword.
                _ if syn::parse_str::<Ident>(&word.to_string()).is_err() => {}
                "skip" | "bound" => calls.push(quote!(let () = #core::hidden::keyword::#word;)),
                "at" => calls.push(quote!(let _ = #core::Rule::#word();)),
                "parameter" => calls.push(quote!(let _ = #core::walk::Declared::#word();)),
                "name" | "stream" | "same_as" => places.push(word),
                _ if rule_option(&name).is_some() => {
                    calls.push(quote!(let _ = #core::Rule::at("").#word();));
                }
                _ if field_option(&name).is_some() => options.push(word),
                _ => keys.push(word),
            }
        }
        if let [initializer, keys @ ..] = keys.as_slice() {
            calls.push(quote!(let _ = #core::initializer::#initializer() #(.#keys())*;));
        }
        if !options.is_empty() {
            calls.push(quote!(let _ = #core::walk::Declared::parameter() #(.#options())*;));
        }
        if !places.is_empty() {
            calls.push(quote!(let _ = #core::walk::Component::field("") #(.#places())*;));
        }
        calls
    });
    quote! {
        #[allow(unexpected_cfgs)]
        const _: () = {
            #[cfg(rust_analyzer)]
            const _: () = { #(#calls)* };
        };
    }
}
