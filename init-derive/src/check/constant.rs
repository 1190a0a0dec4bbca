//! The value of an expression that the macro can compute: arithmetic over literals and over
//! the standard library's constants.

use syn::{BinOp, Expr, ExprMethodCall, Lit, Path, Stmt, Type, UnOp};

/// A number, as an expression of Rust would have it: integers divide as integers.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Number {
    Integer(i128),
    Float(f64),
}

/// The value of `expr`, if it can be known.
pub(crate) fn value(expr: &Expr) -> Option<f64> {
    Some(match number(expr)? {
        Number::Integer(value) => value as f64,
        Number::Float(value) => value,
    })
}

/// The integer that `expr` is, also as a float, if it can be known.
pub(super) fn integer(expr: &Expr) -> Option<i128> {
    match number(expr)? {
        Number::Integer(value) => Some(value),
        // Those that are not integers are not equal after both casts.
        Number::Float(value) => (value as i128 as f64 == value).then_some(value as i128),
    }
}

fn number(expr: &Expr) -> Option<Number> {
    match expr {
        Expr::Lit(literal) => literal_value(&literal.lit),
        Expr::Group(group) => number(&group.expr),
        Expr::Paren(paren) => number(&paren.expr),
        Expr::Const(block) => match block.block.stmts.as_slice() {
            [Stmt::Expr(expr, None)] => number(expr),
            _ => None,
        },
        Expr::Unary(unary) => match (&unary.op, number(&unary.expr)?) {
            (UnOp::Neg(_), Number::Integer(value)) => value.checked_neg().map(Number::Integer),
            (UnOp::Neg(_), Number::Float(value)) => Some(Number::Float(-value)),
            _ => None,
        },
        Expr::Binary(binary) => {
            arithmetic(&binary.op, number(&binary.left)?, number(&binary.right)?)
        }
        Expr::Cast(cast) => {
            let value = value(&cast.expr)?;
            match &*cast.ty {
                Type::Path(path) if path.path.is_ident("f64") => Some(Number::Float(value)),
                Type::Path(path) if path.path.is_ident("f32") => {
                    Some(Number::Float(f64::from(value as f32)))
                }
                _ => None,
            }
        }
        Expr::Path(path) if path.qself.is_none() => named(&path.path).map(Number::Float),
        Expr::MethodCall(call) => method(call).map(Number::Float),
        _ => None,
    }
}

fn literal_value(literal: &Lit) -> Option<Number> {
    match literal {
        Lit::Int(literal) if literal.suffix().starts_with('f') => {
            literal.base10_digits().parse().ok().map(Number::Float)
        }
        Lit::Int(literal) => literal.base10_parse().ok().map(Number::Integer),
        Lit::Float(literal) => literal.base10_parse().ok().map(Number::Float),
        _ => None,
    }
}

fn arithmetic(op: &BinOp, left: Number, right: Number) -> Option<Number> {
    match (left, right) {
        (Number::Integer(a), Number::Integer(b)) => match op {
            BinOp::Add(_) => a.checked_add(b),
            BinOp::Sub(_) => a.checked_sub(b),
            BinOp::Mul(_) => a.checked_mul(b),
            BinOp::Div(_) => a.checked_div(b),
            BinOp::Rem(_) => a.checked_rem(b),
            _ => None,
        }
        .map(Number::Integer),
        (Number::Float(a), Number::Float(b)) => Some(Number::Float(match op {
            BinOp::Add(_) => a + b,
            BinOp::Sub(_) => a - b,
            BinOp::Mul(_) => a * b,
            BinOp::Div(_) => a / b,
            BinOp::Rem(_) => a % b,
            _ => return None,
        })),
        // Rust does not mix them: the compiler reports it.
        _ => None,
    }
}

/// A constant of `f32`, `f64` or their `consts`, by its last two segments.
fn named(path: &Path) -> Option<f64> {
    use std::f64::consts;

    let mut segments = path
        .segments
        .iter()
        .rev()
        .map(|segment| segment.ident.to_string());
    let (name, parent) = (segments.next()?, segments.next()?);
    let single = parent == "f32" || segments.next().is_some_and(|outer| outer == "f32");
    match parent.as_str() {
        "f32" | "f64" | "consts" => {}
        _ => return None,
    }
    Some(match name.as_str() {
        "NAN" => f64::NAN,
        "INFINITY" => f64::INFINITY,
        "NEG_INFINITY" => f64::NEG_INFINITY,
        "MAX" if single => f64::from(f32::MAX),
        "MIN" if single => f64::from(f32::MIN),
        "EPSILON" if single => f64::from(f32::EPSILON),
        "MIN_POSITIVE" if single => f64::from(f32::MIN_POSITIVE),
        "MAX" => f64::MAX,
        "MIN" => f64::MIN,
        "EPSILON" => f64::EPSILON,
        "MIN_POSITIVE" => f64::MIN_POSITIVE,
        "PI" => consts::PI,
        "TAU" => consts::TAU,
        "E" => consts::E,
        "SQRT_2" => consts::SQRT_2,
        "FRAC_1_SQRT_2" => consts::FRAC_1_SQRT_2,
        "FRAC_PI_2" => consts::FRAC_PI_2,
        "FRAC_PI_4" => consts::FRAC_PI_4,
        "FRAC_1_PI" => consts::FRAC_1_PI,
        "FRAC_2_PI" => consts::FRAC_2_PI,
        "LN_2" => consts::LN_2,
        "LN_10" => consts::LN_10,
        _ => return None,
    })
}

fn method(call: &ExprMethodCall) -> Option<f64> {
    let receiver = value(&call.receiver)?;
    let arguments: Vec<f64> = call.args.iter().map(value).collect::<Option<_>>()?;
    Some(
        match (call.method.to_string().as_str(), arguments.as_slice()) {
            ("sqrt", []) => receiver.sqrt(),
            ("abs", []) => receiver.abs(),
            ("recip", []) => receiver.recip(),
            ("exp", []) => receiver.exp(),
            ("ln", []) => receiver.ln(),
            ("powi" | "powf", [power]) => receiver.powf(*power),
            _ => return None,
        },
    )
}
