//! The names in an expression: which it reads, and what they mean where it comes through
//! `macro_rules!`.

use proc_macro2::{Delimiter, Group, Ident, Punct, Spacing, Span, TokenStream, TokenTree};
use quote::ToTokens;
use syn::visit::Visit;
use syn::{Expr, ExprClosure, ExprPath, Macro};

/// Lets `self` and `layer` in an expression mean those of the generated method, also where the
/// expression comes through `macro_rules!`, whose hygiene would hide them. The two idents keep
/// their place in the source; all others keep their hygiene too.
///
/// `self.field` becomes `(*self).field`, whose type is the same in both walks: what the compiler
/// says of it is then one error and not two.
pub(crate) fn visible(tokens: TokenStream) -> TokenStream {
    resolved(tokens, true)
}

fn resolved(tokens: TokenStream, dereferenced: bool) -> TokenStream {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let dot = |place: usize| is_punct(tokens.get(place), &['.']);
    tokens
        .iter()
        .enumerate()
        .map(|(place, token)| match token {
            TokenTree::Ident(ident) if ident == "self" || ident == "layer" => {
                let mut here = ident.clone();
                here.set_span(ident.span().resolved_at(Span::call_site()));
                if dereferenced && ident == "self" && dot(place + 1) && !dot(place + 2) {
                    dereference(here, ident.span())
                } else {
                    TokenTree::Ident(here)
                }
            }
            TokenTree::Group(group) => {
                // A macro may want the token `self` as it stands.
                let of_macro = place > 0 && is_punct(tokens.get(place - 1), &['!']);
                let stream = resolved(group.stream(), dereferenced && !of_macro);
                let mut inner = Group::new(group.delimiter(), stream);
                inner.set_span(group.span());
                TokenTree::Group(inner)
            }
            other => other.clone(),
        })
        .collect()
}

/// `(*self)`, in the place of `self`.
fn dereference(receiver: Ident, place: Span) -> TokenTree {
    let mut star = Punct::new('*', Spacing::Alone);
    star.set_span(place);
    let inner = [TokenTree::Punct(star), TokenTree::Ident(receiver)];
    let mut group = Group::new(Delimiter::Parenthesis, inner.into_iter().collect());
    group.set_span(place);
    TokenTree::Group(group)
}

/// `::` at the place of a word, in front of a path that starts with it: the compiler takes the
/// place of a path from its first and its last token, and so reports under the word what it has
/// to say of the path.
pub(crate) fn placed(path: &TokenStream, word: &Ident) -> TokenStream {
    let span = Span::mixed_site().located_at(word.span());
    let mut leading = true;
    path.clone()
        .into_iter()
        .map(|mut token| {
            leading &= matches!(token, TokenTree::Punct(_));
            if leading {
                token.set_span(span);
            }
            token
        })
        .collect()
}

fn is_punct(token: Option<&TokenTree>, wanted: &[char]) -> bool {
    matches!(token, Some(TokenTree::Punct(punct)) if wanted.contains(&punct.as_char()))
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
