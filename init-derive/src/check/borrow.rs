//! Rules that read what is borrowed while they are in force. A rule lives as long as the walk below
//! it, which writes every field that is visited: it may read the others.

use syn::visit::Visit;
use syn::{Expr, ExprField, ExprPath, Member, UnOp};

use crate::ast::{Body, Rule, Value, member_name};
use crate::report::{Fault, Report};

/// Refuses rules of a struct and of its fields that read what they apply to. Those of enums read no
/// `self`.
pub(super) fn check(rules: &[Rule], body: &Body<'_>, report: &mut Report) {
    let Body::Struct(fields) = body else {
        return;
    };
    let written = |member: &Member| {
        let mut fields = fields.iter();
        fields.any(|field| field.member == *member && !field.is_skipped())
    };
    refuse(rules, &written, report);
    for field in fields {
        refuse(&field.rules, &|member| field.member == *member, report);
    }
}

fn refuse(rules: &[Rule], written: &dyn Fn(&Member) -> bool, report: &mut Report) {
    for (_, value) in rules.iter().flat_map(Rule::entries) {
        let Value::Expr(expr) = value else {
            continue;
        };
        let mut reads = Reads::default();
        reads.visit_expr(expr);
        if let Some(place) = reads.whole {
            report.push(
                Fault::new(
                    place,
                    "a rule reads fields of `self`, and not the whole, which is being written",
                )
                .help("write `self.field`, or keep the value in a field marked `skip`"),
            );
        }
        for field in reads.fields {
            if written(&field.member) {
                let name = member_name(&field.member);
                report.push(
                    Fault::new(
                        field,
                        format_args!("a rule cannot read `self.{name}`, which is being written"),
                    )
                    .help("read a field marked `skip`"),
                );
            }
        }
    }
}

/// Where an expression reads `self`.
#[derive(Default)]
struct Reads<'ast> {
    /// The last path that reads all of it.
    whole: Option<&'ast ExprPath>,
    fields: Vec<&'ast ExprField>,
}

impl<'ast> Visit<'ast> for Reads<'ast> {
    fn visit_expr_path(&mut self, path: &'ast ExprPath) {
        if path.path.is_ident("self") {
            self.whole = Some(path);
        }
    }

    fn visit_expr_field(&mut self, field: &'ast ExprField) {
        if is_self(&field.base) {
            self.fields.push(field);
        } else {
            self.visit_expr(&field.base);
        }
    }
}

/// `self`, `(*self)`.
pub(super) fn is_self(expr: &Expr) -> bool {
    match expr {
        Expr::Path(path) => path.path.is_ident("self"),
        Expr::Paren(inner) => is_self(&inner.expr),
        Expr::Group(inner) => is_self(&inner.expr),
        Expr::Unary(inner) => matches!(inner.op, UnOp::Deref(_)) && is_self(&inner.expr),
        _ => false,
    }
}
