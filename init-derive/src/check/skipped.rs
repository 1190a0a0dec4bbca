//! `skip = (cache, gradient)` on an item: the fields that are not parameters, by their names.

use init_grammar::nearest;
use proc_macro2::{Ident, TokenStream};
use quote::ToTokens;
use syn::{Expr, Member};

use crate::ast::member_name;
use crate::parse::{self, Entry};
use crate::report::{Fault, Report};

/// A field that the item skips.
pub(super) struct Skipped {
    /// The word `skip`.
    pub(super) word: Ident,
    /// The name of the field, or its index.
    name: String,
    place: TokenStream,
}

impl Skipped {
    pub(super) fn is(&self, member: &Member) -> bool {
        member_name(member) == self.name
    }
}

/// The fields that an entry names.
pub(super) fn fields(entry: &Entry, report: &mut Report) -> Vec<Skipped> {
    let elements: Vec<&Expr> = match entry.expression() {
        None => Vec::new(),
        Some(Expr::Tuple(tuple)) => tuple.elems.iter().collect(),
        Some(Expr::Paren(paren)) => vec![&paren.expr],
        Some(other) => vec![other],
    };
    let mut skipped: Vec<Skipped> = Vec::new();
    for element in elements {
        let place = element.to_token_stream();
        let Ok(member) = syn::parse2::<Member>(place.clone()) else {
            report.push(
                Fault::new(place, "`skip` takes the names of fields")
                    .help("write e.g. `skip = (cache, gradient)`"),
            );
            continue;
        };
        let name = member_name(&member);
        if skipped.iter().any(|earlier| earlier.name == name) {
            report.push(
                Fault::new(place, format_args!("duplicate `{name}`")).help("remove one of the two"),
            );
            continue;
        }
        let word = entry.word.clone();
        skipped.push(Skipped { word, name, place });
    }
    skipped
}

/// Refuses names that no field has, and fields with attributes of their own.
pub(super) fn check(skipped: &[Skipped], body: &parse::Body<'_>, report: &mut Report) {
    let fields: Vec<&parse::Field<'_>> = match body {
        parse::Body::Struct(fields) => fields.iter().collect(),
        parse::Body::Enum(variants) => variants
            .iter()
            .flat_map(|variant| &variant.fields)
            .collect(),
        parse::Body::Union(_) => return,
    };
    let names: Vec<String> = fields
        .iter()
        .map(|field| member_name(&field.member))
        .collect();
    for Skipped { name, place, .. } in skipped {
        let mut found = fields
            .iter()
            .zip(&names)
            .filter(|(_, own)| *own == name)
            .peekable();
        if found.peek().is_none() {
            report.push(no_field(place, name, &names));
        } else if found.any(|(field, _)| !field.attributes.is_empty()) {
            report.push(
                Fault::new(
                    place,
                    format_args!("the field `{name}` is skipped and has an attribute of its own"),
                )
                .help(format_args!(
                    "remove `{name}` here, or the attribute in front of the field"
                )),
            );
        }
    }
}

fn no_field(place: &TokenStream, name: &str, names: &[String]) -> Fault {
    let fault = Fault::new(place, format_args!("no field has the name `{name}`"));
    let fault = match nearest(name, names.iter().map(String::as_str)) {
        Some(near) => fault.help(format_args!("did you mean `{near}`?")),
        None => fault.help(format_args!("remove `{name}`")),
    };
    match names {
        [] => fault.note("there are no fields"),
        names => fault.note(format_args!("the fields are {}", names.join(", "))),
    }
}
