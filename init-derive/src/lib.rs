//! `#[derive(Initialize)]` of init-core.
//!
//! The stages that an item goes through in this crate, one room for each:
//!
//! | stage | room | from | to |
//! |---|---|---|---|
//! | 1 | `parse` | the tokens of `#[init(…)]` | entries: a word, or `key = value` |
//! | 2 | `check` | entries, by the grammar's table | `ast`: what each field is |
//! | 3 | `expand` | `ast` | the implementation |
//!
//! `report` collects all faults on the way; if there are any, the implementation does nothing, so
//! that no other error follows from them.

mod ast;
mod check;
mod expand;
mod parse;
mod reads;
mod report;
mod text;

use proc_macro2::TokenStream;
use quote::quote;
use syn::DeriveInput;

use crate::report::Report;

#[doc = include_str!("../doc/initialize.md")]
#[proc_macro_derive(Initialize, attributes(init, initialize))]
pub fn initialize(input: proc_macro::TokenStream) -> proc_macro::TokenStream {
    match syn::parse(input) {
        Ok(item) => derive(&item).into(),
        Err(fault) => report::compile_error(&fault).into(),
    }
}

fn derive(item: &DeriveInput) -> TokenStream {
    let mut report = Report::new(parse::spelling(item));
    let parsed = parse::input(item, &mut report);
    let checked = check::input(parsed, &mut report);
    match report.finish() {
        Ok(()) => expand::implementation(&checked),
        Err(faults) => {
            let faults = report::compile_error(&faults);
            let fallback = expand::fallback(&checked);
            quote!(#faults #fallback)
        }
    }
}

#[cfg(test)]
mod tests;
