//! What one field says.

use init_grammar::message::{Notation, needs_key};
use init_grammar::{Initializer, Kind, field_option, initializer, is_marker, key};
use proc_macro2::Ident;
use syn::ext::IdentExt;
use syn::{Attribute, Expr, Type};

use super::{judge, rule, shape, value, words};
use crate::ast::{Action, Call, Declaration, Origin, Place, Rule, Setting, Value};
use crate::parse::{self, Entries, Entry, Given};
use crate::report::{Fault, Report};
use crate::respan::reads;

/// The word that says what a field is.
enum Subject {
    Initializer(&'static Initializer, Entry),
    Parameter(Ident),
    Skip(Ident),
}

impl Subject {
    fn word(&self) -> &Ident {
        match self {
            Self::Initializer(_, entry) => &entry.word,
            Self::Parameter(word) | Self::Skip(word) => word,
        }
    }
}

/// The attributes of one field, sorted.
#[derive(Default)]
struct Said {
    subject: Option<Subject>,
    keys: Vec<Entry>,
    options: Vec<Entry>,
    /// Words that were probably meant, or whose values are faulty: what they would say is not
    /// missing.
    meant: Vec<String>,
    /// Whether a fault has been reported that leaves open what the field is.
    unclear: bool,
}

/// What is done with a field.
pub(super) fn action(
    field: &syn::Field,
    name: &str,
    in_enum: bool,
    report: &mut Report,
) -> (Action, Vec<Rule>) {
    let (parsed, rules) = rules(&field.attrs, false, report);
    let mut said = Said {
        unclear: parsed.incomplete,
        ..Said::default()
    };
    for entry in parsed.entries {
        said.sort(entry, name, in_enum, report);
    }
    if in_enum {
        said.refuse_self(report);
        refuse_self(rules.iter().flat_map(|rule| rule.call.entries()), report);
    }
    let action = said.into_action(&field.ty, report);
    if let (Action::Skip(Some(word)), Some(rule)) = (&action, rules.first()) {
        report.push(
            Fault::new(
                &rule.at.key,
                format_args!("`{word}` cannot be combined with a rule"),
            )
            .help("remove the rule: nothing below the field is visited"),
        );
    }
    (action, rules)
}

/// The rules among attributes, and the entries of all others.
pub(super) fn rules(
    attributes: &[Attribute],
    of_enum: bool,
    report: &mut Report,
) -> (Entries, Vec<Rule>) {
    let mut own = Entries::default();
    let mut rules = Vec::new();
    let attributes = parse::attributes(attributes, report);
    for attribute in rule::gathered(attributes, report) {
        if rule::is_rule(&attribute) {
            rules.extend(rule::rule(attribute, of_enum, report));
        } else {
            own.incomplete |= attribute.incomplete;
            own.entries.extend(attribute.entries);
        }
    }
    (own, rules)
}

/// The fields of an enum are bound by their names, and `self` is borrowed by them.
fn refuse_self<'e>(values: impl Iterator<Item = (&'e Ident, &'e Value)>, report: &mut Report) {
    for (_, value) in values {
        if let Value::Expr(expr) = value
            && reads(expr, "self")
        {
            report.push(no_self(expr));
        }
    }
}

fn no_self(value: &Expr) -> Fault {
    Fault::new(value, "in an enum, `self` cannot be read")
        .help("name the other fields of the variant: `*width` in place of `self.width`")
}

impl Said {
    fn sort(&mut self, entry: Entry, field: &str, in_enum: bool, report: &mut Report) {
        let word = entry.name();
        if let Some(found) = initializer(&word) {
            self.set(Subject::Initializer(found, entry), field, report);
        } else if is_marker(&word) {
            let alone = matches!(entry.value, Given::Nothing);
            let ident = entry.word.clone();
            self.unclear |= !alone && value::setting(entry, Kind::Flag, report).is_none();
            let subject = if word == "skip" {
                Subject::Skip(ident)
            } else {
                Subject::Parameter(ident)
            };
            self.set(subject, field, report);
        } else if key(&word).is_some() {
            words::add(&mut self.keys, entry, report);
        } else if field_option(&word).is_some() {
            words::add(&mut self.options, entry, report);
        } else {
            self.unclear = true;
            let place = if in_enum { "enum" } else { "struct" };
            let behind = match &self.subject {
                Some(Subject::Initializer(found, _)) => Some(*found),
                _ => None,
            };
            let (fault, meant) = words::unknown(&entry, behind, place);
            report.push(fault);
            self.meant.extend(meant.map(str::to_owned));
        }
    }

    fn set(&mut self, subject: Subject, field: &str, report: &mut Report) {
        let Some(first) = &self.subject else {
            self.subject = Some(subject);
            return;
        };
        let (first, second) = (first.word(), subject.word());
        let either = |word: &str| [first, second].iter().any(|found| *found == word);
        let (what, help) = if first.unraw() == second.unraw() {
            (format!("`{second}` is said twice"), "remove one of the two")
        } else if either("skip") {
            (
                format!("`{first}` and `{second}` contradict each other"),
                "a field that is skipped takes nothing else: remove one of the two",
            )
        } else if either("parameter") {
            (
                format!("`{first}` and `{second}` contradict each other"),
                "`parameter` leaves the initializer to rules: remove one of the two",
            )
        } else {
            (
                format!("field `{field}` has two initializers, `{first}` and `{second}`"),
                "remove one of the two",
            )
        };
        report.push(Fault::new(second, what).help(help));
    }

    fn refuse_self(&mut self, report: &mut Report) {
        let subject = match &self.subject {
            Some(Subject::Initializer(_, entry)) => Some(entry),
            _ => None,
        };
        let entries = self.keys.iter().chain(&self.options).chain(subject);
        for value in entries.filter_map(Entry::expression) {
            if reads(value, "self") {
                report.push(no_self(value));
            }
        }
    }

    fn into_action(self, ty: &Type, report: &mut Report) -> Action {
        let Self {
            subject,
            keys,
            options,
            meant,
            unclear,
        } = self;
        let mut meant = Meant {
            words: meant,
            anything: unclear,
        };
        match subject {
            None => {
                // Behind a word that is none, a key is not without an initializer.
                if !unclear {
                    words::orphans(&keys, false, report);
                }
                module(options, unclear || !keys.is_empty(), report)
            }
            Some(Subject::Skip(word)) => {
                for entry in keys.iter().chain(&options) {
                    report.push(
                        Fault::new(
                            &entry.word,
                            format_args!("`{word}` cannot be combined with `{}`", entry.word),
                        )
                        .help(format_args!("remove `{}`", entry.word)),
                    );
                }
                Action::Skip(Some(word))
            }
            Some(Subject::Parameter(word)) => {
                words::orphans(&keys, true, report);
                let declaration = declaration(Origin::Rules(word), options, &mut meant, report);
                shape::check(ty, None, &declaration, &meant, report);
                Action::Parameter(Box::new(declaration))
            }
            Some(Subject::Initializer(found, entry)) => {
                let call = call(found, entry, keys, &mut meant, report);
                let source = Origin::Initializer(call);
                let mut declaration = declaration(source, options, &mut meant, report);
                if let Origin::Initializer(call) = &declaration.origin {
                    declaration.warnings = judge::call(Some(ty), call, report);
                }
                shape::check(ty, Some(found), &declaration, &meant, report);
                Action::Parameter(Box::new(declaration))
            }
        }
    }
}

/// What has been said wrongly, so that it is not missing.
pub(super) struct Meant {
    words: Vec<String>,
    /// Whether it could be any word.
    anything: bool,
}

impl Meant {
    pub(super) fn new(words: Vec<String>, anything: bool) -> Self {
        Self { words, anything }
    }

    /// Whether the word may have been meant.
    pub(super) fn has(&self, word: &str) -> bool {
        self.anything || self.words.iter().any(|meant| meant == word)
    }

    /// The setting of an entry; where its value is faulty, its word is noted.
    pub(super) fn setting(
        &mut self,
        entry: Entry,
        kind: Kind,
        report: &mut Report,
    ) -> Option<Setting> {
        let name = entry.name();
        let setting = value::setting(entry, kind, report);
        if setting.is_none() {
            self.words.push(name);
        }
        setting
    }
}

/// The value of an initializer. One that follows in a word that the initializer does not have
/// has been answered there.
fn initializer_value(
    found: &Initializer,
    entry: Entry,
    meant: &Meant,
    report: &mut Report,
) -> Option<Value> {
    let missing = matches!(entry.value, Given::Nothing);
    let kind = match found.value {
        None if missing => return None,
        Some(_) if missing && meant.words.iter().any(|word| word == found.word) => return None,
        kind => kind.unwrap_or(Kind::Flag),
    };
    value::setting(entry, kind, report).map(|setting| setting.value)
}

pub(super) fn call(
    found: &'static Initializer,
    entry: Entry,
    keys: Vec<Entry>,
    meant: &mut Meant,
    report: &mut Report,
) -> Call {
    let word = entry.word.clone();
    let value = initializer_value(found, entry, meant, report);
    for required in found.required {
        let given = keys.iter().any(|entry| entry.name() == *required);
        if !given && !meant.has(required) {
            report.push(Fault::said(
                &word,
                needs_key(Notation::Attribute, found, required),
            ));
        }
    }
    let mut settings = Vec::new();
    for entry in keys {
        let name = entry.name();
        if !found.keys.contains(&name.as_str()) {
            report.push(words::key_of_others(&entry, found));
        } else if let Some(key) = key(&name) {
            settings.extend(meant.setting(entry, key.kind, report));
        }
    }
    Call {
        word,
        value,
        keys: settings,
    }
}

/// The options of a field, sorted into its place and the others.
fn options(entries: Vec<Entry>, meant: &mut Meant, report: &mut Report) -> (Place, Vec<Setting>) {
    let mut place = Place::default();
    let mut others = Vec::new();
    for entry in entries {
        let name = entry.name();
        let Some(option) = field_option(&name) else {
            continue;
        };
        let Some(setting) = meant.setting(entry, option.kind, report) else {
            continue;
        };
        match name.as_str() {
            "name" => place.name = Some(setting),
            "stream" => place.stream = Some(setting),
            _ => others.push(setting),
        }
    }
    (place, others)
}

fn declaration(
    origin: Origin,
    entries: Vec<Entry>,
    meant: &mut Meant,
    report: &mut Report,
) -> Declaration {
    let (place, options) = options(entries, meant, report);
    Declaration {
        place,
        origin,
        options,
        warnings: Vec::new(),
    }
}

fn module(entries: Vec<Entry>, unclear: bool, report: &mut Report) -> Action {
    let (places, others): (Vec<Entry>, Vec<Entry>) = entries
        .into_iter()
        .partition(|entry| matches!(entry.name().as_str(), "name" | "stream"));
    let mut meant = Meant {
        words: Vec::new(),
        anything: unclear,
    };
    let (place, _) = options(places, &mut meant, report);
    if unclear {
        // What the field was meant to be is open: the fault that says so is enough.
        return Action::Skip(None);
    }
    for entry in &others {
        report.push(words::orphan_option(entry));
    }
    Action::Module(Box::new(place))
}
