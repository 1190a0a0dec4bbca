//! Values against the fields that are parameters. The plan evaluates a value before anything is
//! written, the walk that writes evaluates it again: what a parameter holds differs between them.

use proc_macro2::Ident;
use syn::ext::IdentExt;
use syn::visit::{self, Visit};
use syn::{Expr, ExprCall, ExprField, ExprMethodCall, ExprPath, Member, PatIdent, UnOp};

use super::borrow::is_self;
use crate::ast::{Action, Body, Field, Rule, Value, member_name};
use crate::report::{Fault, Report};
use crate::text::spelled;

/// The functions and methods of tensors that tell of their form, and not what they hold; also with
/// a number after them, such as `dims2`.
const OF_FORM: &[&str] = &[
    "capacity",
    "device",
    "dim",
    "dims",
    "dtype",
    "elem_count",
    "is_empty",
    "is_none",
    "is_some",
    "kind",
    "len",
    "len_of",
    "ncols",
    "ndim",
    "nrows",
    "num_dims",
    "num_elements",
    "numel",
    "rank",
    "raw_dim",
    "shape",
    "size",
    "strides",
];

/// Refuses values that read the contents of a parameter of the same item. They may read its form.
pub(super) fn check(body: &Body<'_>, report: &mut Report) {
    match body {
        Body::Struct(fields) => check_fields(fields, false, report),
        Body::Enum(variants) => {
            for variant in variants {
                check_fields(&variant.fields, true, report);
            }
        }
        Body::Nothing => {}
    }
}

fn check_fields(fields: &[Field<'_>], by_name: bool, report: &mut Report) {
    let is_parameter = |field: &&Field<'_>| matches!(field.action, Action::Parameter(_));
    let parameters: Vec<&Member> = (fields.iter().filter(is_parameter))
        .map(|field| &field.member)
        .collect();
    for field in fields {
        if let Action::Parameter(declaration) = &field.action {
            for (key, value) in declaration.entries() {
                refuse(key, value, &parameters, by_name, report);
            }
        }
        // A rule borrows what it reads of its own field.
        let others: Vec<&Member> = (parameters.iter().copied())
            .filter(|member| by_name || **member != field.member)
            .collect();
        for (key, value) in field.rules.iter().flat_map(Rule::entries) {
            refuse(key, value, &others, by_name, report);
        }
    }
}

fn refuse(key: &Ident, value: &Value, parameters: &[&Member], by_name: bool, report: &mut Report) {
    let Value::Expr(expr) = value else {
        return;
    };
    let mut contents = Contents {
        parameters,
        by_name,
        found: Vec::new(),
        bound: Vec::new(),
    };
    contents.visit_expr(expr);
    let Contents { found, bound, .. } = contents;
    for (place, member) in found {
        if matches!(member, Member::Named(name) if by_name && bound.contains(&name)) {
            continue;
        }
        let (name, key) = (member_name(member), key.unraw());
        report.push(
            Fault::new(
                place,
                format_args!("the value of `{key}` reads what the parameter `{name}` holds, which is being written"),
            )
            .help(format_args!(
                "keep what `{key}` needs in a field marked `skip`; the form may be read, e.g. `{}.len()`",
                spelled(place)
            )),
        );
    }
}

/// The parts of an expression that read the contents of parameters.
struct Contents<'p, 'ast> {
    parameters: &'p [&'p Member],
    /// Whether the fields are bound by their names, as in a variant.
    by_name: bool,
    found: Vec<(&'ast Expr, &'p Member)>,
    /// The names that the expression binds itself.
    bound: Vec<&'ast Ident>,
}

impl<'p, 'ast> Contents<'p, 'ast> {
    fn parameter(&self, wanted: &Member) -> Option<&'p Member> {
        (self.parameters.iter().copied()).find(|member| *member == wanted)
    }

    /// The parameter that an expression is.
    fn read(&self, expr: &Expr) -> Option<&'p Member> {
        match expr {
            Expr::Field(ExprField { base, member, .. }) if !self.by_name && is_self(base) => {
                self.parameter(member)
            }
            Expr::Path(ExprPath { path, .. }) if self.by_name => {
                self.parameter(&Member::Named(path.get_ident()?.clone()))
            }
            _ => None,
        }
    }

    /// Visits an expression of which only the form is read.
    fn visit_form(&mut self, expr: &'ast Expr) {
        match expr {
            _ if self.read(expr).is_some() => {}
            Expr::Field(field) => self.visit_form(&field.base),
            Expr::Group(group) => self.visit_form(&group.expr),
            Expr::Index(index) => {
                self.visit_form(&index.expr);
                self.visit_expr(&index.index);
            }
            Expr::MethodCall(call) => self.visit_call_of_form(call),
            Expr::Paren(paren) => self.visit_form(&paren.expr),
            Expr::Reference(reference) => self.visit_form(&reference.expr),
            Expr::Unary(unary) if matches!(unary.op, UnOp::Deref(_)) => {
                self.visit_form(&unary.expr);
            }
            _ => self.visit_expr(expr),
        }
    }

    fn visit_call_of_form(&mut self, call: &'ast ExprMethodCall) {
        self.visit_form(&call.receiver);
        for argument in &call.args {
            self.visit_expr(argument);
        }
    }
}

impl<'ast> Visit<'ast> for Contents<'_, 'ast> {
    fn visit_expr(&mut self, expr: &'ast Expr) {
        match self.read(expr) {
            Some(member) => self.found.push((expr, member)),
            None => visit::visit_expr(self, expr),
        }
    }

    fn visit_expr_method_call(&mut self, call: &'ast ExprMethodCall) {
        if is_of_form(&call.method) || call.args.iter().any(gives_form) {
            self.visit_call_of_form(call);
        } else {
            visit::visit_expr_method_call(self, call);
        }
    }

    fn visit_expr_call(&mut self, call: &'ast ExprCall) {
        if gives_form(&call.func) {
            call.args
                .iter()
                .for_each(|argument| self.visit_form(argument));
        } else {
            visit::visit_expr_call(self, call);
        }
    }

    fn visit_pat_ident(&mut self, pattern: &'ast PatIdent) {
        self.bound.push(&pattern.ident);
        visit::visit_pat_ident(self, pattern);
    }
}

/// Whether a function such as `Vec::len` or `|row| row.len()` gives the form of its argument.
fn gives_form(function: &Expr) -> bool {
    match function {
        Expr::Path(path) => {
            (path.path.segments.len() > 1 || path.qself.is_some())
                && (path.path.segments.last()).is_some_and(|last| is_of_form(&last.ident))
        }
        Expr::Closure(closure) => {
            matches!(&*closure.body, Expr::MethodCall(call) if is_of_form(&call.method))
        }
        _ => false,
    }
}

fn is_of_form(word: &Ident) -> bool {
    let word = word.unraw().to_string();
    OF_FORM.contains(&word.trim_end_matches(|last: char| last.is_ascii_digit()))
}
