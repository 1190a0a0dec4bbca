//! Rules: `at = "GLOB"` and an initializer, on a struct, an enum or a field.

use init_grammar::message::{self, Notation};
use init_grammar::{Initializer, field_option, initializer, is_marker, key, rule_option};
use syn::ext::IdentExt;

use super::field::{Meant, call};
use super::{judge, value, words};
use crate::ast::{Rule, Value};
use crate::parse::{Entries, Entry};
use crate::report::{Fault, Report};
use crate::respan::reads;
use crate::suggest::{all_words, kind, nearest, usage};
use crate::text::spelled;

/// The attributes, with what belongs to a rule and stands in the next one moved to it.
pub(super) fn gathered(attributes: Vec<Entries>, report: &mut Report) -> Vec<Entries> {
    let has = |attribute: &Entries| {
        let words = attribute.entries.iter().map(Entry::name);
        words.into_iter().any(|word| initializer(&word).is_some())
    };
    let of_field = attributes.iter().any(|own| !is_rule(own) && has(own));
    let mut all: Vec<Entries> = Vec::new();
    for mut attribute in attributes {
        if let (Some(rule), Some(first)) = (all.last_mut(), attribute.entries.first())
            && is_rule(rule)
            && !rule.incomplete
            && !is_rule(&attribute)
            && (initializer(&first.name()).is_some() && !has(rule)
                || key(&first.name()).is_some() && has(rule) && !of_field)
        {
            let first = first.word.clone();
            let of_rule = |entry: &mut Entry| {
                let word = entry.name();
                initializer(&word).is_some() || key(&word).is_some()
            };
            rule.entries
                .extend(attribute.entries.extract_if(.., of_rule));
            attribute.incomplete = true;
            let entries = rule.entries.iter();
            let entries: Vec<String> = entries
                .map(|entry| usage(&entry.name(), entry.expression()))
                .collect();
            report.push(
                Fault::new(&first, format_args!("`{first}` stands apart from its rule"))
                    .help(format_args!("write `#[init({})]`", entries.join(", "))),
            );
        }
        all.push(attribute);
    }
    all
}

/// The rule that one attribute says, unless a part of it is faulty.
pub(super) fn rule(attribute: Entries, in_enum: bool, report: &mut Report) -> Option<Rule> {
    let mut said = Said {
        incomplete: attribute.incomplete,
        ..Said::default()
    };
    let first = attribute.entries.first().map(|entry| entry.word.clone());
    for entry in attribute.entries {
        said.sort(entry, report);
    }
    if in_enum {
        said.refuse_self(report);
    }
    said.finish(&first?, report)
}

#[derive(Default)]
struct Said {
    subject: Option<(&'static Initializer, Entry)>,
    keys: Vec<Entry>,
    options: Vec<Entry>,
    incomplete: bool,
    meant: Vec<String>,
}

impl Said {
    fn sort(&mut self, entry: Entry, report: &mut Report) {
        let word = entry.name();
        if let Some(found) = initializer(&word) {
            match &self.subject {
                None => self.subject = Some((found, entry)),
                Some((_, first)) => report.push(Fault::said(
                    &entry.word,
                    message::two_initializers(&first.name(), &word),
                )),
            }
        } else if key(&word).is_some() {
            words::add(&mut self.keys, entry, report);
        } else if rule_option(&word).is_some() {
            words::add(&mut self.options, entry, report);
        } else {
            self.incomplete = true;
            report.push(self.stranger(&entry));
        }
    }

    /// A word that no rule has.
    fn stranger(&mut self, entry: &Entry) -> Fault {
        let word = entry.name();
        if is_marker(&word) {
            return Fault::said(&entry.word, message::marker_in_rule(&word));
        }
        if field_option(&word).is_some() {
            let value = entry.expression().map(spelled);
            return Fault::said(
                &entry.word,
                message::option_in_rule(&word, value.as_deref()),
            );
        }
        let behind = self.subject.as_ref().map(|(found, _)| *found);
        let (fault, meant) = words::unknown_in_rule(entry, behind);
        self.meant.extend(meant.map(str::to_owned));
        fault
    }

    /// A rule of an enum stands where no variant is known, and `self` is borrowed there.
    fn refuse_self(&mut self, report: &mut Report) {
        let subject = self.subject.iter().map(|(_, entry)| entry);
        for value in self
            .keys
            .iter()
            .chain(subject)
            .filter_map(Entry::expression)
        {
            if reads(value, "self") {
                self.incomplete = true;
                report.push(Fault::new(value, "in an enum, `self` cannot be read").help(
                    "write the rule on a field of the variant, whose other fields stand by name",
                ));
            }
        }
    }

    fn finish(self, first: &proc_macro2::Ident, report: &mut Report) -> Option<Rule> {
        let mut meant = Meant::new(self.meant, self.incomplete);
        let mut at = None;
        let mut filters = Vec::new();
        for entry in self.options {
            let kind = rule_option(&entry.name())?.kind;
            match meant.setting(entry, kind, report) {
                Some(setting) if setting.is("at") => at = Some(setting),
                setting => filters.extend(setting),
            }
        }
        if at.is_none() && !meant.has("at") {
            let word = filters.first().map_or(first, |setting| &setting.key);
            report.push(Fault::said(
                word,
                message::needs_at(Notation::Attribute, &word.unraw().to_string()),
            ));
        }
        let Some((found, entry)) = self.subject else {
            if !self.incomplete {
                words::orphans(&self.keys, false, report);
                if self.keys.is_empty() {
                    let at = at.map(|at| spelled(at.value.expression()));
                    report.push(Fault::said(
                        first,
                        message::no_initializer(Notation::Attribute, at.as_deref()),
                    ));
                }
            }
            return None;
        };
        let call = call(found, entry, self.keys, &mut meant, report);
        let warnings = judge::call(None, &call, report);
        Some(Rule {
            at: at?,
            filters,
            call,
            warnings,
        })
    }
}

/// The paths that a rule is for.
pub(super) fn glob(entry: &Entry, report: &mut Report) -> Option<Value> {
    let text = value::text(entry, report)?;
    let said = text.value();
    if let Some(fault) = init_grammar::glob_fault(&said) {
        report.push(Fault::said(&text, message::bad_glob(&said, fault)));
        return None;
    }
    Some(value::literal(text))
}

/// The type of module that a rule is for.
pub(super) fn type_name(entry: &Entry, report: &mut Report) -> Option<Value> {
    let text = value::text(entry, report)?;
    let said = text.value();
    if let Some(message) = message::bad_type_name(Notation::Attribute, &said) {
        report.push(Fault::said(&text, message));
        return None;
    }
    Some(value::literal(text))
}

/// Whether an attribute says a rule, or would if `at` were not mistyped in it.
pub(super) fn is_rule(attribute: &Entries) -> bool {
    let any = |is: fn(&str) -> bool| attribute.entries.iter().any(|entry| is(&entry.name()));
    any(|word| rule_option(word).is_some())
        || any(|word| initializer(word).is_some())
            && any(|word| kind(word).is_none() && nearest(word, all_words()) == Some("at"))
}
