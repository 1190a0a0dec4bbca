//! The two walks, which one template prints.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::Member;

/// Whether a walk reads or writes.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Walk {
    Shared,
    Mutable,
}

impl Walk {
    pub(super) fn borrow(self) -> TokenStream {
        match self {
            Self::Shared => quote!(&),
            Self::Mutable => quote!(&mut),
        }
    }

    /// The field of `self`, borrowed: at the span of its name, where the compiler reports a rule
    /// that reads what is written.
    pub(super) fn borrow_of_self(self, member: &Member) -> TokenStream {
        let place = match member {
            Member::Named(name) => Span::call_site().located_at(name.span()),
            Member::Unnamed(_) => Span::call_site(),
        };
        match self {
            Self::Shared => quote_spanned!(place=> &self.#member),
            Self::Mutable => quote_spanned!(place=> &mut self.#member),
        }
    }

    pub(super) fn visit_module(self) -> Ident {
        Ident::new(
            match self {
                Self::Shared => "visit_parameters",
                Self::Mutable => "visit_parameters_mut",
            },
            Span::call_site(),
        )
    }

    pub(super) fn visit_field(self) -> Ident {
        Ident::new(
            match self {
                Self::Shared => "visit",
                Self::Mutable => "visit_mut",
            },
            Span::call_site(),
        )
    }

    pub(super) fn visitor(self) -> Ident {
        Ident::new(
            match self {
                Self::Shared => "Visitor",
                Self::Mutable => "VisitorMut",
            },
            Span::call_site(),
        )
    }
}

/// The visitor's name, which no expression of the user's can mean.
pub(super) fn argument() -> Ident {
    Ident::new("__visitor", Span::mixed_site())
}
