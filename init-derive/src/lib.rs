//! `#[derive(Initialize)]` of init-core.
//!
//! The way of a struct through this crate, one file a stage:
//!
//! | stage | file | from | to |
//! |---|---|---|---|
//! | 1 | `parse` | the tokens of `#[init(…)]` | entries: a word, or `key = value` |
//! | 2 | `check` | entries, by the grammar table | `ast`: what each field is |
//! | 3 | `expand` | `ast` | the implementation |
//!
//! Faults are collected by `report` on the way, all of them; where there are any, `fallback`
//! writes an implementation that does nothing, so that no other error follows from them.

mod ast;
mod bound;
mod check;
mod constant;
mod expand;
mod fallback;
mod parse;
mod report;
mod respan;
mod suggest;
mod text;

use proc_macro2::TokenStream;
use quote::quote;
use syn::{DeriveInput, parse_macro_input};

use crate::report::Report;

#[doc = include_str!("../doc/initialize.md")]
#[proc_macro_derive(Initialize, attributes(init, initialize))]
pub fn initialize(input: proc_macro::TokenStream) -> proc_macro::TokenStream {
    derive(&parse_macro_input!(input)).into()
}

fn derive(input: &DeriveInput) -> TokenStream {
    let mut report = Report::new();
    let checked = check::input(input, &mut report);
    let words = report.take_words();
    match report.finish() {
        Ok(()) => expand::implementation(&checked),
        Err(faults) => {
            let faults = faults.to_compile_error();
            let fallback = fallback::implementation(&checked, &words);
            quote!(#faults #fallback)
        }
    }
}

#[cfg(test)]
mod tests;
