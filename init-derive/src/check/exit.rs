//! Values that would end the walk. A value is evaluated between two fields: `return` and `?` would
//! skip this field and all after it.

use init_grammar::Written;
use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::visit::{self, Visit};
use syn::{Expr, ExprAsync, ExprClosure, ExprReturn, ExprTry, Item};

use crate::parse::Entry;
use crate::report::{Fault, Report};

/// Refuses a value that leaves the walk. In a closure, an `async` block or a function, `return` and
/// `?` leave only that.
pub(super) fn check(entry: &Entry, expr: &Expr, report: &mut Report) -> Option<()> {
    let mut exits = Exits::default();
    exits.visit_expr(expr);
    for (tokens, help) in &exits.found {
        report.push(
            Fault::new(
                tokens,
                format_args!(
                    "`{tokens}` would leave without a value for `{}`",
                    entry.word()
                ),
            )
            .help(help),
        );
    }
    exits.found.is_empty().then_some(())
}

/// The tokens that leave an expression, and the help for each.
#[derive(Default)]
struct Exits {
    found: Vec<(TokenStream, &'static str)>,
}

impl<'ast> Visit<'ast> for Exits {
    fn visit_expr_return(&mut self, exit: &'ast ExprReturn) {
        let help = "write a value for each case: `if … { … } else { … }`";
        self.found.push((exit.return_token.to_token_stream(), help));
        visit::visit_expr_return(self, exit);
    }

    fn visit_expr_try(&mut self, exit: &'ast ExprTry) {
        let help = "write the value in its place, e.g. `.unwrap_or(…)`";
        let mark = exit.question_token.to_token_stream();
        self.found.push((mark, help));
        visit::visit_expr_try(self, exit);
    }

    fn visit_expr_closure(&mut self, _: &'ast ExprClosure) {}

    fn visit_expr_async(&mut self, _: &'ast ExprAsync) {}

    fn visit_item(&mut self, _: &'ast Item) {}
}
