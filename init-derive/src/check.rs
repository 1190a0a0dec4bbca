//! From entries to a checked item: every rule of the attribute language that the macro can check.
//! What depends on types is left to the compiler, on the user's tokens.

mod borrow;
mod call;
mod constant;
mod entries;
mod exit;
mod field;
mod literal;
mod names;
mod number;
mod parameter;
mod reference;
mod rule;
mod shape;
mod skipped;
mod storage;
mod together;
mod value;

use init_grammar::message::{self, duplicate};
use init_grammar::{
    RULE_OPTIONS, STRUCT_OPTIONS, Written, initializer, key, kind, nearest, ruled_option,
    struct_option,
};
use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::punctuated::Punctuated;
use syn::{Attribute, Expr, Token, WherePredicate};

use self::skipped::Skipped;
use crate::ast::{Action, Body, Bound, Core, Field, Input, Variant};
use crate::parse::{self, Entries, Entry, Given, Parsed};
use crate::report::{Fault, Report};
use crate::text::{spelled, usage};

/// The checked item.
pub(crate) fn input<'a>(parsed: Parsed<'a>, report: &mut Report) -> Input<'a> {
    let item = parsed.item;
    let noun = match parsed.body {
        parse::Body::Struct(_) => "struct",
        parse::Body::Enum(_) => "enum",
        parse::Body::Union(_) => "union",
    };
    // A rule of an enum is evaluated where no variant is known, and `self` is borrowed there.
    let without_self = (noun == "enum").then_some(
        "write the rule on a field of the variant, where the other fields are available by name",
    );
    let (own, rules) = rule::split(parsed.attributes, without_self, report);
    let (core, bound, skipped) = struct_options(own, noun, report);
    packed(&item.attrs, report);
    skipped::check(&skipped, &parsed.body, report);
    let mut body = body(parsed.body, &skipped, report);
    reference::check(&mut body, report);
    names::distinct(&body, report);
    names::check(&rules, &body, report);
    borrow::check(&rules, &body, report);
    parameter::check(&body, report);
    Input {
        ident: &item.ident,
        generics: &item.generics,
        core,
        bound,
        rules,
        body,
        words: parsed.words,
    }
}

fn body<'a>(body: parse::Body<'a>, skipped: &[Skipped], report: &mut Report) -> Body<'a> {
    match body {
        parse::Body::Struct(parsed) => Body::Struct(fields(parsed, "struct", skipped, report)),
        parse::Body::Enum(variants) => Body::Enum(
            variants
                .into_iter()
                .map(|variant| {
                    variant_attributes(variant.attributes, report);
                    Variant {
                        ident: variant.ident,
                        fields: fields(variant.fields, "enum", skipped, report),
                    }
                })
                .collect(),
        ),
        parse::Body::Union(word) => {
            report.push(
                Fault::new(word, "`Initialize` cannot be derived for a union")
                    .help("use a struct or an enum: only they tell which field is there"),
            );
            Body::Nothing
        }
    }
}

fn fields<'a>(
    fields: Vec<parse::Field<'a>>,
    noun: &str,
    skipped: &[Skipped],
    report: &mut Report,
) -> Vec<Field<'a>> {
    fields
        .into_iter()
        .map(|field| {
            let (member, ty) = (field.member.clone(), field.ty);
            let skipped = skipped.iter().find(|skipped| skipped.is(&member));
            let (action, rules) = match skipped {
                Some(skipped) => (Action::Skip(Some(skipped.word.clone())), Vec::new()),
                None => field::action(field, noun, report),
            };
            Field {
                member,
                ty,
                action,
                rules,
            }
        })
        .collect()
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
        if attribute.path().is_ident(report.attribute()) {
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

fn struct_options(
    own: Entries,
    noun: &str,
    report: &mut Report,
) -> (Core, Option<Bound>, Vec<Skipped>) {
    let mut core = None;
    let mut bound = None;
    let mut skipped = Vec::new();
    let (mut seen_core, mut seen_bound, mut seen_skip) = (false, false, false);
    for entry in own.entries {
        match entry.word() {
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
            "skip" if !matches!(entry.value, Given::Nothing) => {
                once(seen_skip, &entry, report);
                seen_skip = true;
                skipped.extend(skipped::fields(&entry, report));
            }
            name => misplaced_on_struct(name, noun, &entry, report),
        }
    }
    let core = core.map_or_else(Core::default, Core::imported);
    (core, bound, skipped)
}

fn once(seen: bool, entry: &Entry, report: &mut Report) {
    if seen {
        report.push(Fault::of(&entry.word, duplicate(entry.word())));
    }
}

fn misplaced_on_struct(name: &str, noun: &str, entry: &Entry, report: &mut Report) {
    let fault = if kind(name).is_some() {
        let mut usage = usage(name, entry.expression());
        if key(name).is_some() {
            usage = format!("{}, {usage}", message::taker(name));
        }
        Fault::new(
            &entry.word,
            format_args!("`{name}` belongs on a field, not on the {noun}"),
        )
        .help(if name == "skip" {
            format!("write `#[init(skip)]` in front of the field, or name it: `#[init({name} = (cache, gradient))]`")
        } else if initializer(name).is_some() || ruled_option(name).is_some() {
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
            "options of {article} {noun} are `crate = ::path`, `bound = \"…\"` and `skip = (…)`; a rule is `at = \"…\"` and an initializer"
        ))
    };
    debug_assert!(
        name == "skip" || struct_option(name).is_none(),
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
