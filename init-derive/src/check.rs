//! From entries to what a struct says: every rule of the attribute language that the macro can
//! know. What is known of types only is left to the compiler, on the user's tokens.

mod borrow;
mod field;
mod judge;
mod names;
mod number;
mod rule;
mod shape;
mod storage;
mod value;
mod words;

use init_grammar::message::said_twice;
use init_grammar::{RULE_OPTIONS, STRUCT_OPTIONS, initializer, struct_option};
use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::ext::IdentExt;
use syn::punctuated::Punctuated;
use syn::{Attribute, Data, DeriveInput, Expr, Fields, Index, Member, Token, WherePredicate};

use crate::ast::{Body, Bound, Core, Field, Input, Variant};
use crate::parse::{Entries, Entry, Given};
use crate::report::{Fault, Report};
use crate::suggest::{kind, nearest, usage};
use crate::text::spelled;

/// A struct, enum or union as the compiler hands it over.
pub(crate) fn input<'a>(input: &'a DeriveInput, report: &mut Report) -> Input<'a> {
    let noun = match &input.data {
        Data::Struct(_) => "struct",
        Data::Enum(_) => "enum",
        Data::Union(_) => "union",
    };
    let in_enum = noun == "enum";
    let (own, rules) = field::rules(&input.attrs, in_enum, report);
    let (core, bound) = struct_options(own, noun, report);
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
    names::check(&rules, &body, report);
    borrow::check(&rules, &body, report);
    Input {
        ident: &input.ident,
        generics: &input.generics,
        core,
        bound,
        rules,
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
            let (action, rules) = field::action(field, &member_name(&member), in_enum, report);
            Field {
                action,
                rules,
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
                    attribute.path(),
                    "`#[init(…)]` belongs on a field, not on a variant",
                )
                .help("write it in front of each field of the variant"),
            );
        }
    }
}

fn struct_options(own: Entries, noun: &str, report: &mut Report) -> (Core, Option<Bound>) {
    let mut core = None;
    let mut bound = None;
    let (mut seen_core, mut seen_bound) = (false, false);
    for entry in own.entries {
        match entry.name().as_str() {
            "crate" => {
                once(seen_core, &entry, report);
                seen_core = true;
                core = crate_path(&entry, report).or(core);
            }
            "bound" => {
                once(seen_bound, &entry, report);
                seen_bound = true;
                bound = predicates(entry, report).or(bound);
            }
            name => misplaced_on_struct(name, noun, &entry, report),
        }
    }
    let core = core.map_or_else(Core::default, Core::imported);
    (core, bound)
}

fn once(seen: bool, entry: &Entry, report: &mut Report) {
    if seen {
        report.push(Fault::said(&entry.word, said_twice(&entry.name())));
    }
}

fn misplaced_on_struct(name: &str, noun: &str, entry: &Entry, report: &mut Report) {
    let fault = if let Some(kind) = kind(name) {
        let usage = match kind {
            init_grammar::Kind::Flag => name.to_owned(),
            _ => format!("{name} = …"),
        };
        Fault::new(
            &entry.word,
            format_args!("`{name}` belongs on a field, not on the {noun}"),
        )
        .help(if initializer(name).is_some() {
            format!("write `#[init({usage})]` in front of the field, or a rule: `#[init(at = \"**\", {usage})]`")
        } else {
            format!("write `#[init({usage})]` in front of the field")
        })
    } else {
        let words = [STRUCT_OPTIONS, RULE_OPTIONS].into_iter().flatten();
        let words = words.map(|option| option.word);
        let near = nearest(name, words).map_or_else(
            || format!("remove `{name}`, or write it in front of a field"),
            |word| format!("did you mean `{word}`?"),
        );
        let article = if noun == "struct" { "a" } else { "an" };
        Fault::new(
            &entry.word,
            format_args!("unknown option `{name}` of {article} {noun}"),
        )
        .help(near)
        .note(format_args!(
            "options of {article} {noun} are `crate = ::path` and `bound = \"…\"`; a rule is `at = \"…\"` and an initializer"
        ))
    };
    debug_assert!(
        struct_option(name).is_none(),
        "`{name}` is an option of structs"
    );
    report.push(fault);
}

fn crate_path(entry: &Entry, report: &mut Report) -> Option<TokenStream> {
    if matches!(entry.value, Given::Faulty) {
        return None;
    }
    let mut value = entry.expression();
    while let Some(Expr::Group(group)) = value {
        value = Some(&group.expr);
    }
    let Some(Expr::Path(path)) = value else {
        let place = value.map_or_else(|| entry.word.to_token_stream(), ToTokens::to_token_stream);
        report.push(
            Fault::new(place, "`crate` takes the path of init-core")
                .help(format_args!("write `{}`", usage("crate", None))),
        );
        return None;
    };
    let first = path.path.segments.first().map(|segment| &segment.ident);
    // `$crate` in the definition of a macro is one ident.
    let of_this_crate = first.is_some_and(|first| first == "crate" || first == "$crate");
    if path.path.leading_colon.is_some() || of_this_crate {
        return Some(path.to_token_stream());
    }
    let text = spelled(path);
    report.push(
        Fault::new(
            path,
            format_args!("the crate path `{text}` must be absolute"),
        )
        .help(format_args!(
            "write `::{text}`, or `crate::{text}` for a module of this crate"
        )),
    );
    None
}

fn predicates(entry: Entry, report: &mut Report) -> Option<Bound> {
    let text = value::text(&entry, report)?;
    let predicates = text.parse_with(Punctuated::<WherePredicate, Token![,]>::parse_terminated);
    match predicates {
        Ok(predicates) => Some(Bound {
            word: entry.word,
            predicates: predicates.into_iter().collect(),
        }),
        Err(error) => {
            report.push(
                Fault::new(text, format_args!("`bound` is not a where clause: {error}"))
                    .help("write `bound = \"T: Initialize\"`"),
            );
            None
        }
    }
}

pub(crate) use names::{is_known, names};
