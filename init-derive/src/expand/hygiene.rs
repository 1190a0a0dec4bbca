//! The meaning of the names in an expression, also where it comes through `macro_rules!`.

use proc_macro2::{Delimiter, Group, Ident, Punct, Spacing, Span, TokenStream, TokenTree};

use crate::reads::is_punct;

/// Lets `self` and `layer` in an expression mean those of the generated method, also where the
/// expression comes through `macro_rules!`, whose hygiene would hide them. The two idents keep
/// their location in the source; all others keep their hygiene too.
///
/// `self.field` becomes `(*self).field`, whose type is the same in both walks: the compiler then
/// reports one error for it and not two.
pub(super) fn visible(tokens: TokenStream) -> TokenStream {
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
                // A macro may want the token `self` unchanged.
                let of_macro = place > 0 && is_punct(tokens.get(place - 1), &['!']);
                let stream = resolved(group.stream(), dereferenced && !of_macro);
                let mut inner = Group::new(group.delimiter(), stream);
                inner.set_span(group.span());
                TokenTree::Group(inner)
            }
            // A closure borrows the fields that it reads, and not the whole, in every edition: the
            // compiler takes the edition from the span of its first token.
            TokenTree::Punct(bar) if bar.as_char() == '|' => {
                let mut bar = bar.clone();
                bar.set_span(bar.span().resolved_at(Span::call_site()));
                TokenTree::Punct(bar)
            }
            other => other.clone(),
        })
        .collect()
}

/// `(*self)`, at the span of `self`.
fn dereference(receiver: Ident, place: Span) -> TokenTree {
    let mut star = Punct::new('*', Spacing::Alone);
    star.set_span(place);
    let inner = [TokenTree::Punct(star), TokenTree::Ident(receiver)];
    let mut group = Group::new(Delimiter::Parenthesis, inner.into_iter().collect());
    group.set_span(place);
    TokenTree::Group(group)
}

/// `::` at the span of a word, in front of a path that starts with it: the compiler takes the
/// span of a path from its first and its last token, and so reports errors of the path under the
/// word.
pub(super) fn placed(path: &TokenStream, word: &Ident) -> TokenStream {
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
