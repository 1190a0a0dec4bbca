//! An implementation that does nothing, for a struct with faults: the trait is there, so that
//! the code that uses it has no errors of its own.

use init_grammar::{field_option, is_marker, struct_option};
use proc_macro2::{Ident, TokenStream};
use quote::quote;

use crate::ast::Input;

pub(crate) fn implementation(input: &Input<'_>, words: &[Vec<Ident>]) -> TokenStream {
    let Input {
        ident,
        generics,
        core,
        ..
    } = input;
    let (impl_generics, type_generics, where_clause) = generics.split_for_impl();
    let anchors = anchors(core, words);
    quote! {
        #[automatically_derived]
        impl #impl_generics #core::Initialize for #ident #type_generics #where_clause {
            fn visit_parameters(&self, _: &mut dyn #core::Visitor) {}
            fn visit_parameters_mut(&mut self, _: &mut dyn #core::VisitorMut) {}
        }
        #anchors
    }
}

/// Lets an editor find the words of the attributes, half-typed ones too, where it looks for
/// them: as paths and methods. The compiler never sees it.
fn anchors(core: &TokenStream, words: &[Vec<Ident>]) -> TokenStream {
    let calls = words.iter().filter_map(|words| {
        let mut words = words.iter().filter(|word| {
            let word = word.to_string();
            // A keyword cannot stand in a path.
            syn::parse_str::<Ident>(&word).is_ok()
                && !is_marker(&word)
                && field_option(&word).is_none()
                && struct_option(&word).is_none()
        });
        let first = words.next()?;
        Some(quote!(let _ = #core::initializer::#first() #(.#words())*;))
    });
    quote! {
        #[allow(unexpected_cfgs)]
        const _: () = {
            #[cfg(rust_analyzer)]
            const _: () = { #(#calls)* };
        };
    }
}
