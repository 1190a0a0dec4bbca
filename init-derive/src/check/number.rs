//! Numbers and counts, as far as their values can be known while compiling.

use init_grammar::message::{self, Notation};
use init_grammar::{Kind, Range};
use syn::{Expr, Lit, UnOp};

use super::constant;
use super::literal::{as_literal, noun};
use crate::ast::Value;
use crate::report::{Fault, Report};
use crate::text::spelled;

/// A number or a count, unless it is plainly something else or out of range.
pub(super) fn checked(key: &str, expr: Expr, kind: Kind, report: &mut Report) -> Option<Value> {
    let what = match kind {
        Kind::Count => "a count",
        Kind::Counts => "a count, or the lengths of the parts in parentheses",
        Kind::Index => "an index",
        Kind::Indices => "an index, or several in brackets",
        _ => "a number",
    };
    match as_literal(&expr) {
        Some(Lit::Int(_)) | None => {}
        Some(Lit::Bool(_)) if kind == Kind::Scalar => {}
        Some(literal @ Lit::Float(number)) => {
            if !matches!(kind, Kind::Number(_) | Kind::Scalar) {
                report.push(takes(key, what, literal, &format!("`{number}`")));
                return None;
            }
        }
        Some(literal) => {
            report.push(takes(key, what, literal, noun(literal)));
            return None;
        }
    }
    let range = match kind {
        Kind::Number(range) => Some(range),
        Kind::Scalar => Some(Range::Finite),
        _ => None,
    };
    match (range, kind) {
        (Some(range), _) => number(key, &expr, range, report)?,
        (None, Kind::Index | Kind::Indices) => index(key, &expr, report)?,
        (None, _) => match several(&expr) {
            Some(lengths) => lengths
                .iter()
                .try_for_each(|length| count(key, length, report))?,
            None => count(key, &expr, report)?,
        },
    }
    Some(match (expr, range) {
        (Expr::Const(block), Some(range)) => Value::Const(Box::new(block), range),
        (expr, _) => Value::Expr(Box::new(expr)),
    })
}

/// The elements of a tuple or an array.
pub(super) fn several(expr: &Expr) -> Option<Vec<&Expr>> {
    match expr {
        Expr::Tuple(tuple) => Some(tuple.elems.iter().collect()),
        Expr::Array(array) => Some(array.elems.iter().collect()),
        Expr::Group(group) => several(&group.expr),
        _ => None,
    }
}

/// The number of axes that a rule is for, which must be a literal.
pub(super) fn rank(word: &str, expr: &Expr, report: &mut Report) -> Option<()> {
    if let Some(Lit::Int(literal)) = as_literal(expr)
        && literal.base10_parse::<usize>().is_ok()
    {
        return Some(());
    }
    report.push(Fault::of(
        expr,
        message::takes_number_of_axes(Notation::Attribute, word),
    ));
    None
}

/// A literal where another is wanted.
fn takes(key: &str, what: &str, literal: &Lit, found: &str) -> Fault {
    let meant = match literal {
        Lit::Str(text) => text.value(),
        // A count has no fraction.
        Lit::Float(number) => {
            let digits = number.base10_digits();
            let whole = digits.strip_suffix(".0").unwrap_or(digits);
            (whole.parse::<u64>()).map_or_else(|_| String::new(), |_| whole.to_owned())
        }
        _ => String::new(),
    };
    let meant = message::number_meant(Notation::Attribute, key, &meant);
    Fault::of(
        literal,
        message::takes_number(Notation::Attribute, key, what, found, &meant),
    )
}

fn number(key: &str, expr: &Expr, range: Range, report: &mut Report) -> Option<()> {
    let Some(value) = constant::value(expr) else {
        return Some(());
    };
    if range.holds(value) {
        return Some(());
    }
    // A literal as it is written, an expression as its value.
    let found = match expr {
        Expr::Lit(_) | Expr::Unary(_) | Expr::Path(_) => spelled(expr),
        _ => value.to_string(),
    };
    let negated = positive(expr, value);
    report.push(Fault::of(
        expr,
        message::out_of_range(Notation::Attribute, key, range, value, &found, &negated),
    ));
    None
}

/// A negative number without its sign.
fn positive(expr: &Expr, value: f64) -> String {
    match expr {
        Expr::Unary(unary) if matches!(unary.op, UnOp::Neg(_)) => spelled(&unary.expr),
        _ => (-value).to_string(),
    }
}

fn index(key: &str, expr: &Expr, report: &mut Report) -> Option<()> {
    if constant::value(expr).is_none_or(|value| value >= 0.0) {
        return Some(());
    }
    let message = message::counts_from_zero(Notation::Attribute, key, &spelled(expr));
    report.push(Fault::of(expr, message));
    None
}

fn count(key: &str, expr: &Expr, report: &mut Report) -> Option<()> {
    if constant::value(expr).is_none_or(|value| value >= 1.0) {
        return Some(());
    }
    report.push(Fault::of(
        expr,
        message::at_least_one(Notation::Attribute, key),
    ));
    None
}
