//! Numbers and counts, as far as their values can be known while compiling.

use init_grammar::{Kind, Range, example};
use syn::{Expr, Lit, UnOp};

use super::value::{as_literal, noun};
use crate::ast::Value;
use crate::constant;
use crate::report::{Fault, Report};
use crate::text::spelled;

/// A number or a count, unless it is plainly something else or out of range.
pub(super) fn checked(key: &str, expr: Expr, kind: Kind, report: &mut Report) -> Option<Value> {
    let what = match kind {
        Kind::Count => "a count",
        _ => "a number",
    };
    match as_literal(&expr) {
        Some(Lit::Int(_)) | None => {}
        Some(literal @ Lit::Float(number)) => {
            if kind == Kind::Count {
                report.push(
                    Fault::new(
                        literal,
                        format_args!("`{key}` takes a count, found `{number}`"),
                    )
                    .help(format_args!("write `{key} = {}`", whole(key, literal))),
                );
                return None;
            }
        }
        Some(literal) => {
            report.push(
                Fault::new(
                    literal,
                    format_args!("`{key}` takes {what}, found {}", noun(literal)),
                )
                .help(format_args!("write `{key} = {}`", whole(key, literal))),
            );
            return None;
        }
    }
    match kind {
        Kind::Number(range) => number(key, &expr, range, report)?,
        _ => count(key, &expr, report)?,
    }
    Some(match (expr, kind) {
        (Expr::Const(block), Kind::Number(range)) => Value::Const(Box::new(block), range),
        (expr, _) => Value::Expr(Box::new(expr)),
    })
}

/// The number of axes that a rule is for, which stands as a literal.
pub(super) fn rank(expr: &Expr, report: &mut Report) -> Option<()> {
    if let Some(Lit::Int(literal)) = as_literal(expr)
        && literal.base10_parse::<usize>().is_ok()
    {
        return Some(());
    }
    report.push(
        Fault::new(expr, "`rank` takes a number of axes, as a literal")
            .help("write e.g. `rank = 2`"),
    );
    None
}

/// The number that a literal of another kind spells, or an example.
fn whole(key: &str, literal: &Lit) -> String {
    let text = match literal {
        Lit::Str(text) => text.value(),
        Lit::Float(number) => {
            let digits = number.base10_digits();
            digits.strip_suffix(".0").unwrap_or(digits).to_owned()
        }
        _ => String::new(),
    };
    let is_number = match literal {
        Lit::Str(_) => text.parse::<f64>().is_ok(),
        _ => text.parse::<u64>().is_ok(),
    };
    if is_number {
        return text;
    }
    example(key).unwrap_or("1").to_owned()
}

fn number(key: &str, expr: &Expr, range: Range, report: &mut Report) -> Option<()> {
    let Some(value) = constant::value(expr) else {
        return Some(());
    };
    if range.holds(value) {
        return Some(());
    }
    let example = example(key).unwrap_or("1.0");
    let help = match range {
        Range::Unit => format!("write the part, e.g. `{key} = {example}`"),
        Range::Positive => format!("leave `{key}` out to take it from the shape"),
        _ if !value.is_finite() => format!("write a finite number, e.g. `{key} = {example}`"),
        _ => format!("write `{key} = {}`", positive(expr, value)),
    };
    // A literal as it stands, an expression as what it comes to.
    let found = match expr {
        Expr::Lit(_) | Expr::Unary(_) | Expr::Path(_) => spelled(expr),
        _ => value.to_string(),
    };
    report.push(
        Fault::new(
            expr,
            format_args!("`{key}` must {}, found `{found}`", range.name()),
        )
        .help(help),
    );
    None
}

/// A negative number without its sign.
fn positive(expr: &Expr, value: f64) -> String {
    match expr {
        Expr::Unary(unary) if matches!(unary.op, UnOp::Neg(_)) => spelled(&unary.expr),
        _ => (-value).to_string(),
    }
}

fn count(key: &str, expr: &Expr, report: &mut Report) -> Option<()> {
    if constant::value(expr).is_none_or(|value| value >= 1.0) {
        return Some(());
    }
    report.push(
        Fault::new(expr, format_args!("`{key}` must be at least 1"))
            .help(format_args!("leave `{key}` out for one")),
    );
    None
}
