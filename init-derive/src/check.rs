//! From entries to what a struct says: every rule of the attribute language that the macro can
//! know. What is known of types only is left to the compiler, on the user's tokens.

mod field;
mod judge;
mod value;

use init_grammar::{field_option, initializer, is_marker, key, struct_option};
use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::ext::IdentExt;
use syn::punctuated::Punctuated;
use syn::{Attribute, Data, DeriveInput, Expr, Fields, Index, Member, Token, WherePredicate};

use crate::ast::{Body, Field, Input, Variant};
use crate::parse::{self, Entry};
use crate::report::{Fault, Report};
use crate::suggest::nearest;

/// A struct, enum or union as the compiler hands it over.
pub(crate) fn input<'a>(input: &'a DeriveInput, report: &mut Report) -> Input<'a> {
    let (core, bound) = struct_options(&input.attrs, report);
    packed(&input.attrs, report);
    let body = match &input.data {
        Data::Struct(data) => Body::Struct(fields(&data.fields, false, report)),
        Data::Enum(data) => Body::Enum(
            data.variants
                .iter()
                .map(|variant| {
                    variant_attributes(&variant.attrs, report);
                    Variant {
                        ident: &variant.ident,
                        fields: fields(&variant.fields, true, report),
                    }
                })
                .collect(),
        ),
        Data::Union(data) => {
            report.push(
                Fault::new(
                    data.union_token,
                    "`Initialize` cannot be derived for a union",
                )
                .help("use a struct or an enum: only they say which field is there"),
            );
            Body::Nothing
        }
    };
    Input {
        ident: &input.ident,
        generics: &input.generics,
        core,
        bound,
        body,
    }
}

fn fields<'a>(fields: &'a Fields, in_enum: bool, report: &mut Report) -> Vec<Field<'a>> {
    fields
        .iter()
        .enumerate()
        .map(|(index, field)| {
            let member = field
                .ident
                .clone()
                .map_or_else(|| Member::Unnamed(Index::from(index)), Member::Named);
            Field {
                action: field::action(field, &member_name(&member), in_enum, report),
                ty: &field.ty,
                member,
            }
        })
        .collect()
}

/// The component of a field in paths: its name without the raw prefix, or its index.
pub(crate) fn member_name(member: &Member) -> String {
    match member {
        Member::Named(ident) => ident.unraw().to_string(),
        Member::Unnamed(index) => index.index.to_string(),
    }
}

/// References to the fields of a packed struct are not allowed, so there is no way to visit
/// them.
fn packed(attributes: &[Attribute], report: &mut Report) {
    for attribute in attributes {
        if !attribute.path().is_ident("repr") {
            continue;
        }
        // `packed(2)` and the other representations are somebody else's to judge.
        let _ = attribute.parse_nested_meta(|meta| {
            if meta.path.is_ident("packed") {
                report.push(
                    Fault::new(
                        &meta.path,
                        "`Initialize` cannot be derived for a packed struct",
                    )
                    .help("remove `packed`: fields of a packed struct cannot be borrowed"),
                );
            }
            Ok(())
        });
    }
}

fn variant_attributes(attributes: &[Attribute], report: &mut Report) {
    for attribute in attributes {
        if attribute.path().is_ident("init") {
            report.push(
                Fault::new(
                    attribute,
                    "`#[init(…)]` belongs on a field, not on a variant",
                )
                .help("write it in front of each field of the variant"),
            );
        }
    }
}

type StructOptions = (TokenStream, Option<Vec<WherePredicate>>);

fn struct_options(attributes: &[Attribute], report: &mut Report) -> StructOptions {
    let mut core = None;
    let mut bound = None;
    for entry in parse::attributes(attributes, report).into_iter().flatten() {
        match entry.name().as_str() {
            "crate" => {
                once(core.is_some(), &entry, report);
                core = crate_path(&entry, report).or(core);
            }
            "bound" => {
                once(bound.is_some(), &entry, report);
                bound = predicates(&entry, report).or(bound);
            }
            name => misplaced_on_struct(name, &entry, report),
        }
    }
    (core.unwrap_or_else(|| quote!(::init_core)), bound)
}

fn once(seen: bool, entry: &Entry, report: &mut Report) {
    if seen {
        report.push(
            Fault::new(
                &entry.word,
                format_args!("`{}` is said twice", entry.name()),
            )
            .help("remove one of the two"),
        );
    }
}

fn misplaced_on_struct(name: &str, entry: &Entry, report: &mut Report) {
    let belongs_on_field = initializer(name).is_some()
        || is_marker(name)
        || key(name).is_some()
        || field_option(name).is_some();
    let fault = if belongs_on_field {
        Fault::new(
            &entry.word,
            format_args!("`{name}` belongs on a field, not on the struct"),
        )
        .help(format_args!(
            "write `#[init({name})]` in front of the field"
        ))
    } else {
        let words = init_grammar::STRUCT_OPTIONS
            .iter()
            .map(|option| option.word);
        Fault::new(
            &entry.word,
            format_args!("unknown option `{name}` of a struct"),
        )
        .maybe_help(nearest(name, words).map(|word| format!("did you mean `{word}`?")))
        .note("options of a struct are `crate = ::path` and `bound = \"…\"`")
    };
    debug_assert!(
        struct_option(name).is_none(),
        "`{name}` is an option of structs"
    );
    report.push(fault);
}

fn crate_path(entry: &Entry, report: &mut Report) -> Option<TokenStream> {
    let mut value = entry.value.as_ref();
    while let Some(Expr::Group(group)) = value {
        value = Some(&group.expr);
    }
    let Some(Expr::Path(path)) = value else {
        let fault = Fault::new(&entry.word, "`crate` takes the path of init-core");
        report.push(fault.help("write `crate = ::init_core`"));
        return None;
    };
    let first = path.path.segments.first().map(|segment| &segment.ident);
    let absolute = path.path.leading_colon.is_some() || first.is_some_and(|first| first == "crate");
    if !absolute {
        let text = path.to_token_stream().to_string().replace(' ', "");
        report.push(
            Fault::new(
                path,
                format_args!("the crate path `{text}` must be absolute"),
            )
            .help(format_args!(
                "write `::{text}`, or `crate::{text}` for a module of this crate"
            )),
        );
        return None;
    }
    Some(path.to_token_stream())
}

fn predicates(entry: &Entry, report: &mut Report) -> Option<Vec<WherePredicate>> {
    let text = value::text(entry, report)?;
    let predicates = text.parse_with(Punctuated::<WherePredicate, Token![,]>::parse_terminated);
    match predicates {
        Ok(predicates) => Some(predicates.into_iter().collect()),
        Err(error) => {
            report.push(
                Fault::new(text, format_args!("`bound` is not a where clause: {error}"))
                    .help("write `bound = \"T: Initialize\"`"),
            );
            None
        }
    }
}
