//! Expressions from `macro_rules!`.

use proc_macro2::{Group, Ident, Span, TokenStream, TokenTree};

/// Lets `self` and `layer` in an expression mean those of the generated method, also where the
/// expression comes through `macro_rules!`, whose hygiene would hide them. The two idents keep
/// their place in the source; all others keep their hygiene too.
pub(crate) fn visible(tokens: TokenStream) -> TokenStream {
    tokens.into_iter().map(token).collect()
}

fn token(token: TokenTree) -> TokenTree {
    match token {
        TokenTree::Ident(ident) if ident == "self" || ident == "layer" => {
            let span = ident.span().resolved_at(Span::call_site());
            TokenTree::Ident(Ident::new(&ident.to_string(), span))
        }
        TokenTree::Group(group) => {
            let mut inner = Group::new(group.delimiter(), visible(group.stream()));
            inner.set_span(group.span());
            TokenTree::Group(inner)
        }
        other => other,
    }
}

/// Whether an ident stands anywhere in the tokens.
pub(crate) fn mentions(tokens: &TokenStream, wanted: &dyn Fn(&Ident) -> bool) -> bool {
    tokens.clone().into_iter().any(|token| match token {
        TokenTree::Ident(ident) => wanted(&ident),
        TokenTree::Group(group) => mentions(&group.stream(), wanted),
        _ => false,
    })
}
