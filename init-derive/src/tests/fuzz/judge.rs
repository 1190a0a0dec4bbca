//! Derives, and checks what came.

use std::env;
use std::panic::{AssertUnwindSafe, catch_unwind};

use quote::ToTokens;
use syn::{DeriveInput, Expr, Item, Stmt};

use crate::tests::messages;

/// The most bytes of one message.
const LONGEST: usize = 8 << 10;

/// Inputs of each of the four tests; `scripts/fuzz` asks for another number.
pub(super) fn count() -> usize {
    let rounds = env::var("INIT_FUZZ_ROUNDS").ok();
    let rounds = rounds.and_then(|rounds| rounds.parse().ok());
    rounds.unwrap_or(12_750)
}

/// Derives, and counts.
#[derive(Default)]
pub(super) struct Judge {
    pub(super) inputs: usize,
    /// The inputs that had faults.
    pub(super) refused: usize,
    longest: usize,
}

impl Judge {
    /// Derives, and checks what came.
    pub(super) fn check(&mut self, input: &DeriveInput) {
        let output = catch_unwind(AssertUnwindSafe(|| crate::derive(input)))
            .unwrap_or_else(|_| panic!("a panic on {}", input.to_token_stream()));
        let messages = messages(&output);
        let file: syn::File = syn::parse2(output)
            .unwrap_or_else(|error| panic!("{error} on {}", input.to_token_stream()));
        let found = implementations(&file.items);
        assert_eq!(found, 1, "on {}", input.to_token_stream());
        let longest = messages.iter().map(String::len).max().unwrap_or(0);
        assert!(
            longest <= LONGEST,
            "{longest} bytes on {}",
            input.to_token_stream()
        );
        self.inputs += 1;
        self.refused += usize::from(!messages.is_empty());
        self.longest = self.longest.max(longest);
    }

    /// Prints the figures, which a test shows where it is asked to.
    pub(super) fn print(&self, name: &str) {
        let accepted = self.inputs - self.refused;
        println!(
            "derive, {name}: {} inputs, {accepted} accepted, {} refused, longest message {} bytes",
            self.inputs, self.refused, self.longest
        );
    }
}

/// The implementations among items, also those beside the import of a path of the user's.
fn implementations(items: &[Item]) -> usize {
    let count = |item: &Item| match item {
        Item::Impl(item) => usize::from(item.trait_.is_some() && item.items.len() == 2),
        Item::Const(item) => match &*item.expr {
            Expr::Block(block) => {
                let inner = block.block.stmts.iter().filter_map(|stmt| match stmt {
                    Stmt::Item(item) => Some(item.clone()),
                    _ => None,
                });
                implementations(&inner.collect::<Vec<_>>())
            }
            _ => 0,
        },
        _ => 0,
    };
    items.iter().map(count).sum()
}
