//! Faults, collected: one compile reports every mistake of an item.

use std::fmt::Display;

use init_grammar::message::Message;
use proc_macro2::{Delimiter, Group, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::Error;

use crate::text::{bounded, wrapped};

/// Collects faults. It must be finished.
pub(crate) struct Report {
    faults: Option<Vec<Error>>,
    /// The name of the attribute on this item: `init` or `initialize`.
    attribute: &'static str,
}

impl Report {
    /// A report on an item whose attributes have this name.
    pub(crate) fn new(attribute: &'static str) -> Self {
        Self {
            faults: Some(Vec::new()),
            attribute,
        }
    }

    /// The name of the attribute on this item.
    pub(crate) fn attribute(&self) -> &'static str {
        self.attribute
    }

    pub(crate) fn push(&mut self, fault: Fault) {
        if let Some(faults) = &mut self.faults {
            faults.push(fault.into_error(self.attribute));
        }
    }

    /// Nothing, or all faults in one.
    pub(crate) fn finish(mut self) -> Result<(), Error> {
        let faults = self.faults.take().unwrap_or_default();
        let combined = faults.into_iter().reduce(|mut all, next| {
            all.combine(next);
            all
        });
        combined.map_or(Ok(()), Err)
    }
}

/// Faults as errors of the compiler. The path to the macro is imported: in edition 2015 a `::core`
/// with the spans of the user's tokens is a module of the user's crate.
pub(crate) fn compile_error(faults: &Error) -> TokenStream {
    let of_path = |token: &TokenTree| match token {
        TokenTree::Ident(ident) => ident == "core",
        TokenTree::Punct(punct) => punct.as_char() == ':',
        _ => false,
    };
    let calls = faults.to_compile_error().into_iter();
    let calls = calls.filter(|token| !of_path(token));
    quote! {
        const _: () = {
            use ::core::compile_error;
            #(#calls)*
        };
    }
}

impl Drop for Report {
    fn drop(&mut self) {
        // A report that is never finished would swallow its faults.
        debug_assert!(
            self.faults.is_none() || std::thread::panicking(),
            "the report was not finished"
        );
    }
}

/// One mistake, and the tokens that it is in.
pub(crate) struct Fault {
    tokens: TokenStream,
    message: Message,
}

impl Fault {
    /// A mistake under these tokens.
    pub(crate) fn new(tokens: impl ToTokens, text: impl Display) -> Self {
        Self::of(tokens, Message::bare(text.to_string()))
    }

    /// A mistake under these tokens, with its message.
    pub(crate) fn of(tokens: impl ToTokens, message: Message) -> Self {
        Self {
            tokens: tokens.into_token_stream(),
            message,
        }
    }

    /// A mistake in all that a span covers.
    pub(crate) fn at(span: Span, text: impl Display) -> Self {
        let mut place = Group::new(Delimiter::None, TokenStream::new());
        place.set_span(span);
        Self::new(TokenTree::Group(place), text)
    }

    /// Adds the text to type.
    pub(crate) fn help(mut self, help: impl Display) -> Self {
        self.message.help = Some(help.to_string());
        self
    }

    /// Adds a further fact, e.g. the valid set.
    pub(crate) fn note(mut self, note: impl Display) -> Self {
        self.message = self.message.note(note.to_string());
        self
    }

    /// The error, in which the attribute has the name that the item gives it.
    fn into_error(self, attribute: &str) -> Error {
        let Message { text, help, notes } = self.message;
        let named = |text: &str| bounded(&text.replace("#[init(", &format!("#[{attribute}(")));
        let help = help.map(|help| wrapped("help", &named(&help)));
        let notes = notes.iter().map(|note| wrapped("note", &named(note)));
        let lines: Vec<String> = [named(&text)]
            .into_iter()
            .chain(help)
            .chain(notes)
            .collect();
        Error::new_spanned(self.tokens, lines.join("\n"))
    }
}
