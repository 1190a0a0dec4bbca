//! Inferred bounds: on field types that mention a type parameter, as each field needs it, never
//! on the parameters themselves.

use std::collections::HashSet;

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, quote};
use syn::visit::{self, Visit};
use syn::{Path, Type, WhereClause};

use crate::ast::{Action, Input};
use crate::reads::mentions;

/// The where clause of the implementation.
pub(super) fn where_clause(input: &Input<'_>) -> Option<WhereClause> {
    let mut clause = input.generics.where_clause.clone();
    let predicates: Vec<TokenStream> = match &input.bound {
        Some(bound) => bound
            .predicates
            .iter()
            .map(ToTokens::to_token_stream)
            .collect(),
        None => inferred(input),
    };
    if predicates.is_empty() {
        return clause;
    }
    let existing = clause.take().map(|clause| clause.predicates);
    let existing = existing.iter().flatten();
    Some(syn::parse_quote!(where #(#existing,)* #(#predicates),*))
}

fn inferred(input: &Input<'_>) -> Vec<TokenStream> {
    let core = &input.core.path;
    let parameters: Vec<&Ident> = input
        .generics
        .type_params()
        .map(|parameter| &parameter.ident)
        .collect();
    let mut seen = HashSet::new();
    let mut predicates = Vec::new();
    for field in input.body.fields() {
        let ty = field.ty.to_token_stream();
        // A type that mentions the struct itself would need the very bound that is being
        // proved; what it needs of the parameters, the other fields ask for.
        if !mentions(&ty, &|ident| parameters.contains(&ident))
            || mentions_itself(field.ty, input.ident)
        {
            continue;
        }
        let predicate = match &field.action {
            Action::Skip(_) => continue,
            Action::Module(_) => quote!(#ty: #core::Initialize),
            Action::Parameter(declaration) if declaration.has_shape() => {
                quote!(#ty: #core::walk::Parameters<#core::walk::DeclaredShape>)
            }
            Action::Parameter(_) => quote!(#ty: #core::walk::Parameters),
        };
        if seen.insert(predicate.to_string()) {
            predicates.push(predicate);
        }
    }
    predicates
}

/// Whether a type is made of the struct itself: `Self`, or its name alone. The same name after a
/// path is another type.
fn mentions_itself(ty: &Type, itself: &Ident) -> bool {
    struct Search<'i> {
        itself: &'i Ident,
        found: bool,
    }

    impl<'ast> Visit<'ast> for Search<'_> {
        fn visit_path(&mut self, path: &'ast Path) {
            let first = path.segments.first().map(|segment| &segment.ident);
            let alone = path.segments.len() == 1 && path.leading_colon.is_none();
            self.found |=
                first.is_some_and(|first| first == "Self" || (alone && first == self.itself));
            visit::visit_path(self, path);
        }
    }

    let mut search = Search {
        itself,
        found: false,
    };
    search.visit_type(ty);
    search.found
}
