//! Faults, collected: every mistake of one struct is said in one compile.

use std::fmt::Display;

use init_grammar::message::Message;
use proc_macro2::{Delimiter, Group, Ident, Span, TokenStream, TokenTree};
use quote::ToTokens;
use syn::Error;

use crate::text::wrapped;

/// Collects faults. It must be finished.
pub(crate) struct Report {
    faults: Option<Vec<Error>>,
    words: Vec<Vec<Ident>>,
}

impl Report {
    pub(crate) fn new() -> Self {
        Self {
            faults: Some(Vec::new()),
            words: Vec::new(),
        }
    }

    pub(crate) fn push(&mut self, fault: Fault) {
        if let Some(faults) = &mut self.faults {
            faults.push(fault.into_error());
        }
    }

    /// Notes the words of one attribute, understood or not, for editors.
    pub(crate) fn note_words(&mut self, words: Vec<Ident>) {
        self.words.push(words);
    }

    /// The words of every attribute.
    pub(crate) fn take_words(&mut self) -> Vec<Vec<Ident>> {
        std::mem::take(&mut self.words)
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

impl Drop for Report {
    fn drop(&mut self) {
        // A report that nobody finished would swallow its faults.
        debug_assert!(
            self.faults.is_none() || std::thread::panicking(),
            "the report was not finished"
        );
    }
}

/// One mistake: what is wrong, what to type instead, what is known.
pub(crate) struct Fault {
    tokens: TokenStream,
    text: String,
}

impl Fault {
    /// A mistake under these tokens.
    pub(crate) fn new(tokens: impl ToTokens, message: impl Display) -> Self {
        Self {
            tokens: tokens.into_token_stream(),
            text: message.to_string(),
        }
    }

    /// A mistake under these tokens, of which this is said.
    pub(crate) fn said(tokens: impl ToTokens, message: Message) -> Self {
        let fault = Self::new(tokens, message.text).help(message.help);
        message.notes.into_iter().fold(fault, Self::note)
    }

    /// A mistake in all that a span covers.
    pub(crate) fn at(span: Span, message: impl Display) -> Self {
        let mut place = Group::new(Delimiter::None, TokenStream::new());
        place.set_span(span);
        Self::new(TokenTree::Group(place), message)
    }

    /// What to type.
    pub(crate) fn help(self, help: impl Display) -> Self {
        self.line("help", &help)
    }

    /// What is known, e.g. the valid set.
    pub(crate) fn note(self, note: impl Display) -> Self {
        self.line("note", &note)
    }

    fn line(mut self, label: &str, line: &dyn Display) -> Self {
        self.text = format!("{}\n{}", self.text, wrapped(label, &line.to_string()));
        self
    }

    fn into_error(self) -> Error {
        Error::new_spanned(self.tokens, self.text)
    }
}
