//! What one field says.

use init_grammar::{
    FIELD_OPTIONS, INITIALIZERS, Initializer, KEYS, Kind, MARKERS, field_option, initializer,
    is_marker, key, struct_option,
};
use proc_macro2::{Ident, TokenStream};
use quote::ToTokens;
use syn::Type;
use syn::ext::IdentExt;

use super::{judge, value};
use crate::ast::{Action, Call, Declaration, Place, Setting, Source, Value};
use crate::parse::{self, Entry};
use crate::report::{Fault, Report};
use crate::respan::reads;
use crate::suggest::{alternatives, nearest};

/// The word that says what a field is.
enum Subject {
    Initializer(&'static Initializer, Ident, Option<Value>),
    Parameter(Ident),
    Skip(Ident),
}

impl Subject {
    fn word(&self) -> &Ident {
        match self {
            Self::Initializer(_, word, _) | Self::Parameter(word) | Self::Skip(word) => word,
        }
    }
}

/// The attributes of one field, sorted.
#[derive(Default)]
struct Said {
    subject: Option<Subject>,
    keys: Vec<Entry>,
    options: Vec<Entry>,
    /// Whether a fault has been reported that leaves open what the field is.
    unclear: bool,
}

/// What is done with a field.
pub(super) fn action(field: &syn::Field, name: &str, in_enum: bool, report: &mut Report) -> Action {
    let mut said = Said::default();
    let parsed = parse::attributes(&field.attrs, report);
    said.unclear = parsed.iter().any(Vec::is_empty);
    for entry in parsed.into_iter().flatten() {
        said.sort(entry, name, report);
    }
    if in_enum {
        said.refuse_self(report);
    }
    said.into_action(&field.ty, report)
}

impl Said {
    fn sort(&mut self, entry: Entry, field: &str, report: &mut Report) {
        let word = entry.name();
        if let Some(found) = initializer(&word) {
            let value = initializer_value(found, &entry, report);
            self.set(
                Subject::Initializer(found, entry.word, value),
                field,
                report,
            );
        } else if is_marker(&word) {
            if value::setting(
                Entry {
                    word: entry.word.clone(),
                    value: entry.value,
                },
                Kind::Flag,
                report,
            )
            .is_none()
            {
                self.unclear = true;
            }
            let subject = if word == "skip" {
                Subject::Skip(entry.word)
            } else {
                Subject::Parameter(entry.word)
            };
            self.set(subject, field, report);
        } else if key(&word).is_some() {
            add(&mut self.keys, entry, report);
        } else if field_option(&word).is_some() {
            add(&mut self.options, entry, report);
        } else {
            self.unclear = true;
            report.push(self.unknown(&word, &entry));
        }
    }

    fn set(&mut self, subject: Subject, field: &str, report: &mut Report) {
        let Some(first) = &self.subject else {
            self.subject = Some(subject);
            return;
        };
        let (first, second) = (first.word(), subject.word());
        let fault = if first.unraw() == second.unraw() {
            Fault::new(second, format_args!("`{second}` is said twice"))
                .help("remove one of the two")
        } else if [first, second].iter().any(|word| *word == "skip") {
            Fault::new(
                second,
                format_args!("`{first}` and `{second}` contradict each other"),
            )
            .help("a field that is skipped takes nothing else: remove one of the two")
        } else {
            Fault::new(
                second,
                format_args!("field `{field}` has two initializers, `{first}` and `{second}`"),
            )
            .help("remove one of the two")
        };
        report.push(fault);
    }

    /// A word that the grammar does not have, judged by what stands before it.
    fn unknown(&self, word: &str, entry: &Entry) -> Fault {
        if struct_option(word).is_some() {
            return Fault::new(
                &entry.word,
                format_args!("`{word}` belongs on the struct, not on a field"),
            )
            .help(format_args!(
                "write `#[init({word} = …)]` in front of the struct"
            ));
        }
        let options = FIELD_OPTIONS.iter().map(|option| option.word);
        if let Some(Subject::Initializer(found, ..)) = &self.subject {
            let near = nearest(word, found.keys.iter().copied().chain(options))
                .map(|word| format!("did you mean `{word}`?"));
            let what = format_args!("`{}` has no key `{word}`", found.word);
            return Fault::new(&entry.word, what)
                .maybe_help(near)
                .note(keys_note(found));
        }
        let words = INITIALIZERS.iter().map(|found| found.word);
        let markers = MARKERS.iter().chain(KEYS).map(|marker| marker.word);
        let near = nearest(word, words.clone().chain(markers).chain(options))
            .map(|word| format!("did you mean `{word}`?"));
        let all: Vec<&str> = words.collect();
        Fault::new(&entry.word, format_args!("unknown initializer `{word}`"))
            .maybe_help(near)
            .note(format_args!("initializers are {}", all.join(", ")))
    }

    /// The fields of an enum are bound by their names, and `self` is borrowed by them.
    fn refuse_self(&mut self, report: &mut Report) {
        let keys = self.keys.iter().chain(&self.options);
        let mut faulty: Vec<TokenStream> = keys
            .filter_map(|entry| entry.value.as_ref())
            .filter(|value| reads(value, "self"))
            .map(ToTokens::to_token_stream)
            .collect();
        if let Some(Subject::Initializer(_, _, Some(value))) = &self.subject
            && value.reads("self")
        {
            faulty.push(value.expression());
        }
        for value in faulty {
            report.push(
                Fault::new(value, "in an enum, `self` cannot be read").help(
                    "name the other fields of the variant: `*width` in place of `self.width`",
                ),
            );
        }
    }

    fn into_action(self, ty: &Type, report: &mut Report) -> Action {
        let Self {
            subject,
            keys,
            options,
            unclear,
        } = self;
        match subject {
            None => {
                let unclear = unclear || !orphans(&keys, report);
                module(options, unclear, report)
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
                Action::Skip
            }
            Some(Subject::Parameter(word)) => {
                orphans(&keys, report);
                let source = Source::Rules(word);
                Action::Parameter(Box::new(declaration(source, options, report)))
            }
            Some(Subject::Initializer(found, word, value)) => {
                let source = Source::Initializer(call(found, word, value, keys, report));
                let mut declaration = declaration(source, options, report);
                judge::declaration(ty, found, &mut declaration, report);
                Action::Parameter(Box::new(declaration))
            }
        }
    }
}

fn add(entries: &mut Vec<Entry>, entry: Entry, report: &mut Report) {
    if entries.iter().any(|other| other.name() == entry.name()) {
        report.push(
            Fault::new(
                &entry.word,
                format_args!("`{}` is said twice", entry.name()),
            )
            .help("remove one of the two"),
        );
    } else {
        entries.push(entry);
    }
}

fn initializer_value(found: &Initializer, entry: &Entry, report: &mut Report) -> Option<Value> {
    match found.value {
        None => {
            let alone = Entry {
                word: entry.word.clone(),
                value: entry.value.clone(),
            };
            value::setting(alone, Kind::Flag, report);
            None
        }
        Some(kind @ Kind::Number(_)) => value::number(entry, kind, report),
        Some(_) => value::expression(entry, "…", report).map(|expr| Value::Expr(Box::new(expr))),
    }
}

fn keys_note(found: &Initializer) -> String {
    if found.keys.is_empty() {
        return format!("`{}` has no keys", found.word);
    }
    format!("the keys of `{}` are {}", found.word, found.keys.join(", "))
}

/// Keys that no initializer stands before; whether there are none.
fn orphans(keys: &[Entry], report: &mut Report) -> bool {
    for entry in keys {
        let name = entry.name();
        report.push(
            Fault::new(
                &entry.word,
                format_args!("`{name}` needs an initializer before it"),
            )
            .help(format_args!("write `{}, {name} = …`", first_taker(&name)))
            .note(format_args!("`{name}` is a key of {}", takers(&name))),
        );
    }
    keys.is_empty()
}

/// The initializer that comes first among those that take a key.
fn first_taker(key: &str) -> &'static str {
    INITIALIZERS
        .iter()
        .find(|found| found.keys.contains(&key))
        .map_or("normal", |found| found.word)
}

/// The initializers that take a key.
fn takers(key: &str) -> String {
    let words: Vec<String> = INITIALIZERS
        .iter()
        .filter(|found| found.keys.contains(&key))
        .map(|found| format!("`{}`", found.word))
        .collect();
    alternatives(&words).replace(" or ", " and ")
}

fn call(
    found: &'static Initializer,
    word: Ident,
    value: Option<Value>,
    keys: Vec<Entry>,
    report: &mut Report,
) -> Call {
    for required in found.required {
        if !keys.iter().any(|entry| entry.name() == *required) {
            report.push(
                Fault::new(&word, format_args!("`{}` needs `{required}`", found.word))
                    .help(format_args!("write `{}, {required} = 0.1`", found.word)),
            );
        }
    }
    let mut settings = Vec::new();
    for entry in keys {
        let name = entry.name();
        if !found.keys.contains(&name.as_str()) {
            report.push(
                Fault::new(
                    &entry.word,
                    format_args!("`{}` has no key `{name}`", found.word),
                )
                .maybe_help(
                    nearest(&name, found.keys.iter().copied())
                        .map(|key| format!("did you mean `{key}`?")),
                )
                .note(format_args!("`{name}` is a key of {}", takers(&name)))
                .note(keys_note(found)),
            );
        } else if let Some(key) = key(&name) {
            settings.extend(value::setting(entry, key.kind, report));
        }
    }
    Call {
        word,
        value,
        keys: settings,
    }
}

/// The options of a field, sorted into its place and the others.
fn options(entries: Vec<Entry>, report: &mut Report) -> (Place, Vec<Setting>) {
    let mut place = Place::default();
    let mut others = Vec::new();
    for entry in entries {
        let name = entry.name();
        let Some(option) = field_option(&name) else {
            continue;
        };
        let Some(setting) = value::setting(entry, option.kind, report) else {
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

fn declaration(source: Source, entries: Vec<Entry>, report: &mut Report) -> Declaration {
    let (place, options) = options(entries, report);
    Declaration {
        place,
        source,
        options,
        warnings: Vec::new(),
    }
}

fn module(entries: Vec<Entry>, unclear: bool, report: &mut Report) -> Action {
    let (place, others) = options(entries, report);
    if unclear {
        // What the field was meant to be is open: the fault that says so is enough.
        return Action::Skip;
    }
    for setting in others {
        let key = setting.key;
        report.push(
            Fault::new(&key, format_args!("`{key}` needs an initializer on its field"))
                .help(format_args!("write `#[init(kaiming_normal, {key} …)]`, or `parameter` for one that rules initialize")),
        );
    }
    Action::Module(Box::new(place))
}
