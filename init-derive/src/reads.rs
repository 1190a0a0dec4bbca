//! The names that an expression reads.

use proc_macro2::{Ident, TokenStream, TokenTree};
use quote::ToTokens;
use syn::visit::Visit;
use syn::{Expr, ExprClosure, ExprPath, Macro};

/// Whether a token is one of these characters.
pub(crate) fn is_punct(token: Option<&TokenTree>, wanted: &[char]) -> bool {
    matches!(token, Some(TokenTree::Punct(punct)) if wanted.contains(&punct.as_char()))
}

/// Whether the tokens contain an ident anywhere.
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

/// Whether a macro is called in an expression, which may hold anything.
pub(crate) fn calls_macro(expr: &Expr) -> bool {
    struct Search(bool);

    impl<'ast> Visit<'ast> for Search {
        fn visit_macro(&mut self, _: &'ast Macro) {
            self.0 = true;
        }
    }

    let mut search = Search(false);
    search.visit_expr(expr);
    search.0
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

/// Whether the tokens of a macro's call contain an ident by itself, not in a path or as a field.
fn stands_alone(tokens: &TokenStream, name: &str) -> bool {
    let tokens: Vec<TokenTree> = tokens.clone().into_iter().collect();
    tokens.iter().enumerate().any(|(place, token)| match token {
        TokenTree::Ident(ident) if ident == name => {
            let before = place.checked_sub(1).and_then(|place| tokens.get(place));
            !is_punct(before, &['.', ':']) && !is_punct(tokens.get(place + 1), &[':', '!'])
        }
        TokenTree::Group(group) => stands_alone(&group.stream(), name),
        _ => false,
    })
}

/// How many lists the deepest `layer.outer.outer…` in the tokens goes through.
pub(crate) fn depth_of_layer(tokens: &TokenStream) -> usize {
    let tokens: Vec<TokenTree> = tokens.clone().into_iter().collect();
    let is_ident = |place: usize, word: &str| matches!(tokens.get(place), Some(TokenTree::Ident(ident)) if ident == word);
    let deepest = tokens.iter().enumerate().map(|(place, token)| match token {
        TokenTree::Ident(ident) if ident == "layer" => {
            let outer = |step: &usize| {
                is_punct(tokens.get(place + 2 * step - 1), &['.'])
                    && is_ident(place + 2 * step, "outer")
            };
            1 + (1..tokens.len()).take_while(outer).count()
        }
        TokenTree::Group(group) => depth_of_layer(&group.stream()),
        _ => 0,
    });
    deepest.max().unwrap_or(0)
}
