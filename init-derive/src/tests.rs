//! The derive as a function from tokens to tokens. The meaning of its output to the compiler
//! is tested in the workspace's own `tests/`.

mod expressions;
mod followed;
mod fuzz;
mod long;
mod places;
mod random;
mod snapshots;
mod suggestions;

use proc_macro2::{TokenStream, TokenTree};
use syn::{DeriveInput, LitStr};

/// A struct or enum, as the compiler hands it over.
#[track_caller]
fn parsed(source: &str) -> DeriveInput {
    syn::parse_str(source).unwrap_or_else(|error| panic!("{error}: {source}"))
}

/// The output of the derive for a struct with one matrix that has this attribute.
#[track_caller]
fn derived(attribute: &str) -> TokenStream {
    let source = format!("struct Model {{ #[init({attribute})] weight: [[f32; 4]; 4] }}");
    crate::derive(&parsed(&source))
}

/// The errors in what the derive wrote, in order.
fn messages(output: &TokenStream) -> Vec<String> {
    let mut messages = Vec::new();
    let mut expected = false;
    for token in output.clone() {
        match token {
            TokenTree::Ident(ident) => expected = ident == "compile_error",
            TokenTree::Group(group) if expected => {
                let text: LitStr = syn::parse2(group.stream()).unwrap();
                messages.push(text.value());
                expected = false;
            }
            TokenTree::Group(group) => messages.extend(self::messages(&group.stream())),
            _ => {}
        }
    }
    messages
}
