//! Rules: `at = "GLOB"` and an initializer, on a struct, an enum or a field.

use init_grammar::{Initializer, Kind, field_option, initializer, is_marker, key, rule_option};
use syn::ext::IdentExt;

use super::field::{Meant, call};
use super::{judge, value, words};
use crate::ast::{Rule, Setting};
use crate::parse::{Entries, Entry};
use crate::report::{Fault, Report};
use crate::respan::reads;
use crate::suggest::usage;

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
                Some((_, first)) => report.push(
                    Fault::new(
                        &entry.word,
                        format_args!(
                            "the rule has two initializers, `{}` and `{word}`",
                            first.name()
                        ),
                    )
                    .help("remove one of the two, or write two rules"),
                ),
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
            return Fault::new(
                &entry.word,
                format_args!("`{word}` says what a field is, which a rule cannot"),
            )
            .help(format_args!(
                "write an initializer in place of `{word}`, or `{word}` in an attribute of its own on the field"
            ));
        }
        if field_option(&word).is_some() {
            return Fault::new(
                &entry.word,
                format_args!("`{word}` describes one parameter and cannot stand in a rule"),
            )
            .help(format_args!(
                "write `{}` in front of the field that holds the parameter",
                usage(&word, entry.expression())
            ));
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
            report.push(
                Fault::new(
                    filter_word(&filters).unwrap_or(first),
                    format_args!("`{}` needs `at` beside it", filter_name(&filters, first)),
                )
                .help("write `at = \"**\"` for every parameter below"),
            );
        }
        let Some((found, entry)) = self.subject else {
            if !self.incomplete {
                words::orphans(&self.keys, false, report);
                if self.keys.is_empty() {
                    report.push(Fault::new(first, "the rule has no initializer").help(
                        format_args!("write e.g. `{}, zeros`", at_usage(at.as_ref())),
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

fn filter_word(filters: &[Setting]) -> Option<&proc_macro2::Ident> {
    filters.first().map(|setting| &setting.key)
}

fn filter_name(filters: &[Setting], first: &proc_macro2::Ident) -> String {
    filter_word(filters).unwrap_or(first).unraw().to_string()
}

fn at_usage(at: Option<&Setting>) -> String {
    match at.map(|at| &at.value) {
        Some(value) => format!("at = {}", crate::text::spelled(value.expression())),
        None => usage("at", None),
    }
}

/// What a rule's value must be, beside the kinds that all attributes have.
pub(super) fn glob(entry: &Entry, report: &mut Report) -> Option<crate::ast::Value> {
    let text = value::text(entry, report)?;
    let said = text.value();
    if let Some(fault) = init_grammar::glob_fault(&said) {
        report
            .push(Fault::new(&text, format_args!("the glob {said:?} {fault}")).help(fault.help()));
        return None;
    }
    Some(value::literal(text))
}

/// Whether an attribute says a rule.
pub(super) fn is_rule(attribute: &Entries) -> bool {
    attribute
        .entries
        .iter()
        .any(|entry| rule_option(&entry.name()).is_some_and(|option| option.kind != Kind::Flag))
}
