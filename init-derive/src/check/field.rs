//! The attributes of one field.

use init_grammar::message::{self, Notation};
use init_grammar::{Home, Kind, Meant, Sorted, Subject, Written, field_option};
use proc_macro2::Ident;
use syn::Type;

use super::call::call;
use super::entries::{self, reporting, setting};
use super::{rule, shape, storage, together, value};
use crate::ast::{Action, Declaration, Origin, Place, Rule, Setting, member_name};
use crate::parse::{Entry, Field, Given};
use crate::report::{Fault, Report};
use crate::text::spelled;

/// The help for `self` in a variant.
const SIBLINGS: &str = "name the other fields of the variant: `*width` instead of `self.width`";

/// The treatment of a field, and the rules on it.
pub(super) fn action(field: Field<'_>, noun: &str, report: &mut Report) -> (Action, Vec<Rule>) {
    let of_variant = (noun == "enum").then_some(SIBLINGS);
    let (own, mut rules) = rule::split(field.attributes, of_variant, report);
    let name = member_name(&field.member);
    let home = Home::Field { name: &name, noun };
    let mut sorted = entries::sorted(&own, home, report);
    if let Some(help) = of_variant {
        entries::refuse_self(&sorted, help, report);
    }
    let action = match sorted.subject {
        None if is_tensor(field.ty) && gives_same_as(&sorted) => {
            equal(field.ty, &mut sorted, report)
        }
        None => {
            let (action, below) = module(field.ty, &mut sorted, report);
            // The rules that are written have more to say, as later ones.
            rules.splice(..0, below);
            action
        }
        Some((Subject::Skip, entry)) => skip(entry, &mut sorted, report),
        Some((_, entry)) => parameter(entry, field.ty, &mut sorted, report),
    };
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

/// A field without a word for what it is, and the rule that its options make for what is below.
fn module(
    ty: &Type,
    sorted: &mut Sorted<'_, Entry>,
    report: &mut Report,
) -> (Action, Option<Rule>) {
    let notation = Notation::Attribute;
    // After an unknown word, a key is not without an initializer.
    if !sorted.meant.is_open() {
        sorted.orphans(false, notation, &mut reporting(report));
    }
    let is_tensor = is_tensor(ty);
    let of_parameter = |entry: &&&Entry| {
        let of_place = matches!(entry.word(), "name" | "stream" | "same_as");
        matches!(entry.word(), "shape" | "shard" | "transient") || is_tensor && !of_place
    };
    let (needing, others): (Vec<&Entry>, Vec<&Entry>) =
        (sorted.options.iter()).partition(of_parameter);
    let (place, settings) = options(&others, &mut sorted.meant, report);
    if sorted.meant.is_open() || !sorted.keys.is_empty() {
        // It is unclear what the field was meant to be: the fault that caused this is enough.
        return (Action::Skip(None), None);
    }
    for entry in needing {
        let message = message::option_needs_initializer(entry.word(), entry.value().as_deref());
        report.push(Fault::of(&entry.word, message));
    }
    let below = rule::below(settings, report);
    (Action::Module(Box::new(place)), below)
}

/// Whether a type holds elements, and so is a parameter.
fn is_tensor(ty: &Type) -> bool {
    storage::array_shape(ty).is_some() || storage::flat(ty).is_some()
}

fn gives_same_as(sorted: &Sorted<'_, Entry>) -> bool {
    let mut options = sorted.options.iter();
    options.any(|entry| entry.word() == "same_as")
}

/// A parameter with the values of another field.
fn equal(ty: &Type, sorted: &mut Sorted<'_, Entry>, report: &mut Report) -> Action {
    sorted.orphans(true, Notation::Attribute, &mut reporting(report));
    let (place, options) = options(&sorted.options, &mut sorted.meant, report);
    let Some(same_as) = &place.same_as else {
        return Action::Skip(None);
    };
    let declaration = Declaration {
        origin: Origin::Rules(Ident::new("parameter", same_as.key.span())),
        place,
        options,
        warnings: Vec::new(),
    };
    shape::check(ty, None, &declaration, &sorted.meant, report);
    Action::Parameter(Box::new(declaration))
}

fn skip(entry: &Entry, sorted: &mut Sorted<'_, Entry>, report: &mut Report) -> Action {
    let word = marker(entry, &mut sorted.meant, report);
    for entry in sorted.keys.iter().chain(&sorted.options) {
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

/// A field with an initializer, or one that leaves it to rules.
fn parameter(
    entry: &Entry,
    ty: &Type,
    sorted: &mut Sorted<'_, Entry>,
    report: &mut Report,
) -> Action {
    let (found, origin, warnings) = if let Some((Subject::Initializer(found), _)) = sorted.subject {
        let call = call(found, entry, sorted, report);
        let warnings = together::check(Some(ty), &call, &sorted.meant, report);
        (Some(found), Origin::Initializer(call), warnings)
    } else {
        sorted.orphans(true, Notation::Attribute, &mut reporting(report));
        let word = marker(entry, &mut sorted.meant, report);
        (None, Origin::Rules(word), Vec::new())
    };
    let (place, options) = options(&sorted.options, &mut sorted.meant, report);
    if let (Some(found), Some(same_as)) = (found, &place.same_as) {
        let word = found.word;
        report.push(
            Fault::new(
                &same_as.key,
                format_args!("`{word}` cannot be combined with `same_as`"),
            )
            .help(format_args!(
                "remove `{word}` and its keys: the values are those of {}",
                spelled(same_as.value.expression())
            )),
        );
    }
    let declaration = Declaration {
        place,
        origin,
        options,
        warnings,
    };
    shape::check(ty, found, &declaration, &sorted.meant, report);
    Action::Parameter(Box::new(declaration))
}

/// The word of a marker, which takes no value.
fn marker(entry: &Entry, meant: &mut Meant, report: &mut Report) -> Ident {
    let alone = matches!(entry.value, Given::Nothing);
    if !alone && value::value(entry, Kind::Flag, report).is_none() {
        meant.open();
    }
    entry.word.clone()
}

/// The options of a field: those of its position in paths, and the others.
fn options(entries: &[&Entry], meant: &mut Meant, report: &mut Report) -> (Place, Vec<Setting>) {
    let mut place = Place::default();
    let mut others = Vec::new();
    for entry in entries {
        let Some(option) = field_option(entry.word()) else {
            continue;
        };
        let Some(setting) = setting(entry, option.kind, meant, report) else {
            continue;
        };
        match option.word {
            "name" => place.name = Some(setting),
            "stream" => place.stream = Some(setting),
            "same_as" => place.same_as = Some(setting),
            _ => others.push(setting),
        }
    }
    (place, others)
}
