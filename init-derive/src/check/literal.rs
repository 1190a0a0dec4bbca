//! Literals, also where they come through `macro_rules!`, which wraps them in an invisible group.

use syn::{Expr, Lit};

/// The literal that an expression is.
pub(super) fn as_literal(expr: &Expr) -> Option<&Lit> {
    match expr {
        Expr::Lit(literal) => Some(&literal.lit),
        Expr::Group(group) => as_literal(&group.expr),
        _ => None,
    }
}

/// The noun for a literal, for messages.
pub(super) fn noun(literal: &Lit) -> &'static str {
    match literal {
        Lit::Str(_) | Lit::CStr(_) | Lit::ByteStr(_) => "a string",
        Lit::Bool(_) => "a boolean",
        Lit::Char(_) | Lit::Byte(_) => "a character",
        _ => "a number",
    }
}
