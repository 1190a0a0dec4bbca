//! Values of attributes that the derive must let through as they are.

use super::{messages, parsed};

/// No message at all.
#[track_caller]
fn accepted(source: &str) {
    let messages = messages(&crate::derive(&parsed(source)));
    assert!(messages.is_empty(), "{messages:#?}");
}

/// The output of the derive, as text without spaces.
fn text(source: &str) -> String {
    crate::derive(&parsed(source)).to_string().replace(' ', "")
}

#[test]
fn a_path_that_starts_with_self_does_not_read_self() {
    accepted("enum Head { Dense(#[init(constant = self::WIDTH)] [f32; 4]) }");
    accepted("enum Head { Dense(#[init(constant = super::super::WIDTH)] [f32; 4]) }");
}

#[test]
fn layer_is_asked_for_where_it_is_read_and_nowhere_else() {
    let reads = |value: &str| {
        text(&format!(
            "struct M {{ #[init(constant = {value})] weight: [f32; 4] }}"
        ))
        .contains(".layer(")
    };
    assert!(reads("layer.count as f64"));
    assert!(reads("(layer.index + 1) as f64"));
    assert!(reads("f(&layer)"));
    assert!(reads("const_like!(layer.count)"));
    assert!(!reads("self.layer.std"));
    assert!(!reads("self.layer"));
    assert!(!reads("layer::WIDTH"));
    assert!(!reads("self::layer::WIDTH"));
    assert!(!reads("crate::layer"));
    assert!(!reads("self.layers"));
    assert!(!reads("\"layer\".len() as f64"));
}

#[test]
fn raw_keys_are_the_keys() {
    accepted("struct M { #[init(r#zeros, r#shape = 4)] weight: Vec<f32> }");
    accepted("struct M { #[init(r#normal, r#std = 0.5, r#name = \"w\")] weight: [f32; 4] }");
    let plain = text("struct M { #[init(zeros, shape = 4)] weight: Vec<f32> }");
    let raw = text("struct M { #[init(zeros, r#shape = 4)] weight: Vec<f32> }");
    assert_eq!(raw.replace("r#", ""), plain);
}

#[test]
fn types_of_other_crates_are_not_judged_by_their_last_name() {
    accepted("struct M { #[init(zeros)] weight: tensors::Vec<f32> }");
    accepted("struct M { #[init(zeros)] weight: ::tensors::Box<[f32]> }");
    accepted("struct M { #[init(kaiming_normal)] weight: tensors::Option<[f32; 4]> }");
}

mod through_macros {
    //! `macro_rules!` hands over a fragment in a group without delimiters.

    use proc_macro2::{Delimiter, Group, TokenStream};
    use quote::quote;

    use crate::tests::messages;

    fn fragment(tokens: TokenStream) -> Group {
        Group::new(Delimiter::None, tokens)
    }

    #[track_caller]
    fn accepted(input: TokenStream) {
        let input = syn::parse2(input).unwrap();
        let messages = messages(&crate::derive(&input));
        assert!(messages.is_empty(), "{messages:#?}");
    }

    #[test]
    fn strings_numbers_and_types_come_as_fragments() {
        let (mode, std) = (
            fragment(quote!("fan_out")),
            fragment(quote!(self.std * 2.0)),
        );
        let (layout, ty) = (fragment(quote!("oi")), fragment(quote!([[f32; 4]; 4])));
        let name = fragment(quote!("w"));
        accepted(quote! {
            struct Model {
                #[init(kaiming_normal, mode = #mode, layout = #layout, name = #name)]
                weight: #ty,
                #[init(normal, std = #std)]
                bias: #ty,
            }
        });
    }

    #[test]
    fn paths_come_as_fragments() {
        let path = fragment(quote!(::init_core));
        accepted(quote! {
            #[init(crate = #path)]
            struct Model { #[init(zeros)] weight: [f32; 4] }
        });
    }

    #[test]
    fn wrong_values_in_fragments_are_judged_as_without_them() {
        for (key, value) in [
            ("mode", quote!("fanout")),
            ("mode", quote!(fan_out)),
            ("std", quote!("0.02")),
            ("layout", quote!("oo")),
        ] {
            let (key, value) = (quote::format_ident!("{key}"), fragment(value));
            let word = if key == "std" {
                quote!(normal)
            } else {
                quote!(kaiming_normal)
            };
            let input = syn::parse_quote! {
                struct Model { #[init(#word, #key = #value)] weight: [[f32; 4]; 4] }
            };
            let messages = messages(&crate::derive(&input));
            assert_eq!(messages.len(), 1, "{messages:#?}");
        }
    }
}
