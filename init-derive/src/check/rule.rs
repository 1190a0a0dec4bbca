//! Rules: `at = "GLOB"` and an initializer, options or both, on a struct, an enum or a field.

use init_grammar::message::Notation;
use init_grammar::{
    Home, Subject, Written, all_words, initializer, key, kind, nearest, rule_option, ruled_option,
};
use proc_macro2::Ident;
use syn::ext::IdentExt;
use syn::{LitStr, parse_quote};

use super::call::call;
use super::entries::{self, reporting, setting};
use super::together;
use crate::ast::{Rule, Setting, Value};
use crate::parse::{Entries, Entry};
use crate::report::{Fault, Report};
use crate::text::usage;

/// The entries of the attributes that are not rules, and the rules. In an enum they read no `self`:
/// `without_self` is what to write instead.
pub(super) fn split(
    attributes: Vec<Entries>,
    without_self: Option<&str>,
    report: &mut Report,
) -> (Entries, Vec<Rule>) {
    let mut own = Entries::default();
    let mut rules = Vec::new();
    for attribute in gathered(attributes, report) {
        if is_rule(&attribute) {
            rules.extend(rule(&attribute, without_self, report));
        } else {
            own.incomplete |= attribute.incomplete;
            own.entries.extend(attribute.entries);
        }
    }
    (own, rules)
}

/// The attributes, after entries that belong to a rule, but are in the next attribute, are moved to
/// it.
fn gathered(attributes: Vec<Entries>, report: &mut Report) -> Vec<Entries> {
    let has = |attribute: &Entries| {
        let mut entries = attribute.entries.iter();
        entries.any(|entry| initializer(entry.word()).is_some())
    };
    let has_options = |attribute: &Entries| {
        let mut entries = attribute.entries.iter();
        entries.any(|entry| ruled_option(entry.word()).is_some())
    };
    let of_field = attributes.iter().any(|own| !is_rule(own) && has(own));
    let mut all: Vec<Entries> = Vec::new();
    for mut attribute in attributes {
        if let (Some(rule), Some(first)) = (all.last_mut(), attribute.entries.first())
            && is_rule(rule)
            && !rule.incomplete
            && !is_rule(&attribute)
            && (initializer(first.word()).is_some() && !has(rule) && !has_options(rule)
                || key(first.word()).is_some() && has(rule) && !of_field)
        {
            let first = first.word.clone();
            let of_rule = |entry: &mut Entry| {
                let word = entry.word();
                initializer(word).is_some() || key(word).is_some()
            };
            rule.entries
                .extend(attribute.entries.extract_if(.., of_rule));
            attribute.incomplete = true;
            let entries = rule.entries.iter();
            let entries: Vec<String> = entries
                .map(|entry| usage(entry.word(), entry.expression()))
                .collect();
            report.push(
                Fault::new(
                    &first,
                    format_args!("`{first}` is not in the attribute of its rule"),
                )
                .help(format_args!("write `#[init({})]`", entries.join(", "))),
            );
        }
        all.push(attribute);
    }
    all
}

/// The rule of one attribute, unless a part of it is faulty.
fn rule(attribute: &Entries, without_self: Option<&str>, report: &mut Report) -> Option<Rule> {
    let mut sorted = entries::sorted(attribute, Home::Rule, report);
    if without_self.is_some_and(|help| entries::refuse_self(&sorted, help, report)) {
        sorted.meant.open();
    }
    let mut at = None;
    let (mut filters, mut options) = (Vec::new(), Vec::new());
    for entry in &sorted.options {
        let filter = rule_option(entry.word());
        let kind = filter.or_else(|| ruled_option(entry.word()))?.kind;
        match setting(entry, kind, &mut sorted.meant, report) {
            Some(setting) if setting.is("at") => at = Some(setting),
            Some(setting) if filter.is_some() => filters.push(setting),
            setting => options.extend(setting),
        }
    }
    without_layer(&options, report);
    sorted.missing_in_rule(Notation::Attribute, &mut reporting(report));
    let call = match sorted.subject {
        Some((Subject::Initializer(found), entry)) => Some(call(found, entry, &mut sorted, report)),
        _ => None,
    };
    let warnings = (call.iter())
        .flat_map(|call| together::check(None, call, &sorted.meant, report))
        .collect();
    if call.is_none() && options.is_empty() {
        return None;
    }
    Some(Rule {
        at: at?,
        filters,
        options,
        call,
        warnings,
    })
}

/// The rule that options alone on a field make, which holds a module: for all that is below. A layout
/// has a letter for each axis, so that it is for tensors with as many.
pub(super) fn below(options: Vec<Setting>, report: &mut Report) -> Option<Rule> {
    without_layer(&options, report);
    let first = &options.first()?.key;
    let word = |word: &str, place: &Ident| Ident::new(word, place.span());
    let layout = options.iter().find(|option| option.is("layout"));
    let filters = layout.and_then(|layout| {
        let axes = layout.text()?.chars().count();
        Some(Setting {
            key: word("rank", &layout.key),
            value: Value::Expr(Box::new(parse_quote!(#axes))),
        })
    });
    Some(Rule {
        at: Setting {
            key: word("at", first),
            value: Value::Text(LitStr::new("**", first.span())),
        },
        filters: filters.into_iter().collect(),
        options,
        call: None,
        warnings: Vec::new(),
    })
}

/// Refuses options of a rule that read `layer`: a rule gives every parameter the same.
fn without_layer(options: &[Setting], report: &mut Report) {
    for option in options
        .iter()
        .filter(|option| option.value.lists_read() > 0)
    {
        let key = option.key.unraw();
        report.push(
            Fault::new(
                option.value.expression(),
                format_args!(
                    "a rule gives every parameter the same `{key}`, which cannot read `layer`"
                ),
            )
            .help(format_args!(
                "write `{key} = …` in front of the parameter's own field, where `layer` can be read"
            )),
        );
    }
}

/// Whether an attribute is a rule, or would be if `at` were not mistyped in it.
fn is_rule(attribute: &Entries) -> bool {
    let any = |is: fn(&str) -> bool| attribute.entries.iter().any(|entry| is(entry.word()));
    any(|word| rule_option(word).is_some())
        || any(|word| initializer(word).is_some())
            && any(|word| kind(word).is_none() && nearest(word, all_words()) == Some("at"))
}
