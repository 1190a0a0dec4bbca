//! The names in an expression: which it reads, and what they mean where it comes through
//! `macro_rules!`.

use proc_macro2::{Group, Ident, Span, TokenStream, TokenTree};
use quote::ToTokens;
use syn::visit::Visit;
use syn::{Expr, ExprClosure, ExprPath, Macro};

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

/// Whether an expression reads the value `name`, as opposed to a field, a module or a binding
/// of its own by that name.
pub(crate) fn reads(expr: &Expr, name: &str) -> bool {
    let mut reader = Reader { name, found: false };
    reader.visit_expr(expr);
    reader.found
}

struct Reader<'n> {
    name: &'n str,
    found: bool,
}

impl<'ast> Visit<'ast> for Reader<'_> {
    fn visit_expr_path(&mut self, path: &'ast ExprPath) {
        self.found |= path.path.is_ident(self.name);
    }

    fn visit_expr_closure(&mut self, closure: &'ast ExprClosure) {
        let bound = closure
            .inputs
            .iter()
            .any(|input| mentions(&input.to_token_stream(), &|ident| ident == self.name));
        if !bound {
            self.visit_expr(&closure.body);
        }
    }

    fn visit_macro(&mut self, call: &'ast Macro) {
        self.found |= stands_alone(&call.tokens, self.name);
    }
}

/// Whether an ident stands in the tokens of a macro's call, and not in a path or as a field.
fn stands_alone(tokens: &TokenStream, name: &str) -> bool {
    let tokens: Vec<TokenTree> = tokens.clone().into_iter().collect();
    let is_punct = |token: Option<&TokenTree>, wanted: &[char]| matches!(token, Some(TokenTree::Punct(punct)) if wanted.contains(&punct.as_char()));
    tokens.iter().enumerate().any(|(place, token)| match token {
        TokenTree::Ident(ident) if ident == name => {
            let before = place.checked_sub(1).and_then(|place| tokens.get(place));
            !is_punct(before, &['.', ':']) && !is_punct(tokens.get(place + 1), &[':', '!'])
        }
        TokenTree::Group(group) => stands_alone(&group.stream(), name),
        _ => false,
    })
}
