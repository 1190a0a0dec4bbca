//! Every help of the cases in `tests/ui` can be followed where it is printed: the test does what it
//! says, and the derive finds nothing more to say.

use std::fs;
use std::ops::Range;
use std::path::{Path, PathBuf};

use syn::Item;

use super::messages;

/// Cases whose help leaves a choice to the reader, with a part of the source and what it becomes. Of
/// cases with one name each has its own part.
const BY_HAND: &[(&str, &str, &str)] = &[
    ("layout_without_value", "layout)", "layout = \"oi\")"),
    (
        "name_of_a_later_field",
        "name = \"bias\"",
        "name = \"kernel\"",
    ),
    (
        "name_of_another_field",
        "name = \"weight\"",
        "name = \"offset\"",
    ),
    ("name_of_two_fields", "name = \"w\"", "name = \"v\""),
    ("union_is_a_module_of_another", "union Bits", "struct Bits"),
    (
        "attribute_on_variant",
        "#[init(ones)]\n    Layer { scale",
        "Layer { #[init(ones)] scale",
    ),
    (
        "bound_on_field",
        "#[derive(Initialize)]\nstruct Linear {\n    #[init(zeros, bound = \"\")]",
        "#[derive(Initialize)]\n#[init(bound = \"\")]\nstruct Linear {\n    #[init(zeros)]",
    ),
    (
        "bound_on_field_of_enum",
        "enum Head {\n    Scale(#[init(zeros, bound = \"\")]",
        "#[init(bound = \"\")]\nenum Head {\n    Scale(#[init(zeros)]",
    ),
    (
        "crate_on_field",
        "struct Linear {\n    #[init(crate = ::init_core)]",
        "#[init(crate = ::init_core)]\nstruct Linear {\n    #[init(zeros)]",
    ),
    (
        "crate_on_variant",
        "enum Norm {\n    #[init(crate = ::init_core)]",
        "#[init(crate = ::init_core)]\nenum Norm {\n",
    ),
    (
        "key_on_struct",
        "#[init(std = 0.02)]\nstruct Linear {\n    #[init(zeros)]",
        "struct Linear {\n    #[init(normal, std = 0.02)]",
    ),
    (
        "skip_on_struct",
        "#[init(skip)]\nstruct Linear {\n    #[init(zeros)]",
        "struct Linear {\n    #[init(skip)]",
    ),
    (
        "crate_in_a_rule",
        "zeros, crate = ::init_core)]",
        "zeros)]\n#[init(crate = ::init_core)]",
    ),
    (
        "field_spread_over_attributes",
        "#[init(at = \"bias\")]\n    #[init(zeros)]",
        "#[init(at = \"bias\", zeros)]",
    ),
    ("glob_empty", "at = \"\"", "at = \"**\""),
    ("glob_that_is_a_regex", "r\".*\\.bias\"", "\"**.bias\""),
    (
        "glob_with_alternatives",
        "#[init(at = \"{bias,beta}\", zeros)]",
        "#[init(at = \"bias\", zeros)]",
    ),
    ("glob_with_empty_component", "\"fc..bias\"", "\"**.bias\""),
    ("glob_with_joined_stars", "\"**bias\"", "\"**.bias\""),
    (
        "glob_with_slashes",
        "#[init(at = \"fc/bias\", zeros)]\nstruct Net {",
        "#[init(at = \"fc.bias\", zeros)]\nstruct Net {\n    fc: Linear,",
    ),
    ("of_a_skipped_field", "at = \"width\"", "at = \"bias\""),
    (
        "on_a_variant",
        "#[init(at = \"**\", zeros)]\n    Dense {\n        #[init(parameter)]",
        "Dense {\n        #[init(at = \"**\", zeros)]\n        #[init(parameter)]",
    ),
    (
        "option_reads_layer",
        "#[init(at = \"**.weight\", xavier_uniform, fan_in = 4 * layer.count)]",
        "#[init(at = \"**.weight\", xavier_uniform)]",
    ),
    (
        "option_reads_layer",
        "#[init(parameter)]",
        "#[init(parameter, fan_in = 4 * layer.count)]",
    ),
    ("parameter_in_a_rule", "\"**\", parameter", "\"**\", zeros"),
    (
        "returns",
        "{ return init_core::initializer::normal() }",
        "{ 1.0 }",
    ),
    (
        "returns",
        "{ if self.count == 0 { return } 0.5 }",
        "if self.count == 0 { 1.0 } else { 0.5 }",
    ),
    (
        "self_on_an_enum",
        "#[init(at = \"**\", normal, std = self.std())]\n",
        "",
    ),
    (
        "self_on_an_enum",
        "#[init(parameter)]",
        "#[init(at = \"**\", normal, std = *std)]\n        #[init(parameter)]",
    ),
    ("skip_in_a_rule", "\"**\", skip", "\"**\", zeros"),
    (
        "spread_over_attributes",
        "#[init(at = \"**.bias\")]\n#[init(zeros)]",
        "#[init(at = \"**.bias\", zeros)]",
    ),
    ("layout_of_another_rank", "\"oihw\"", "\"oi\""),
    ("norm_of_no_field", "\"weight_v\"", "\"v\""),
    ("same_as_itself", "same_as = \"key\"", "same_as = \"query\""),
    ("same_as_skipped", "#[init(skip)]", "#[init(normal)]"),
    ("union", "union Bits", "struct Bits"),
    ("union_with_attributes", "union Bits", "struct Bits"),
    ("keyword", "const)", "constant = 0.0)"),
    ("missing_comma", "normal std", "normal, std"),
    ("plus", "zeros + ones", "zeros"),
    ("layout_empty", "\"\"", "\"oi\""),
    ("layout_twice", "\"oihh\"", "\"oihw\""),
    ("layout_with_capitals", "\"OI\"", "\"oi\""),
    ("layout_without_input", "\"oh\"", "\"oi\""),
    ("layout_without_output", "\"ih\"", "\"io\""),
    ("leaves_by_question_mark", "()?", "().unwrap_or(0.0)"),
    (
        "low_above_high",
        "low = 1.0, high = -1.0",
        "low = -1.0, high = 1.0",
    ),
    (
        "truncated_low_above_high",
        "low = 2.0, high = -2.0",
        "low = -2.0, high = 2.0",
    ),
];

/// A case: its source, the place of its only mistake, and the help.
struct Case {
    name: String,
    source: String,
    place: Range<usize>,
    help: String,
}

impl Case {
    /// The case in a file, if the derive finds its mistake.
    fn read(file: &Path) -> Option<Self> {
        let source = fs::read_to_string(file).unwrap();
        if mistakes(&source)? != 1 {
            return None;
        }
        let expected = fs::read_to_string(file.with_extension("stderr")).unwrap();
        let (said, shown) = expected.split_once("-->").unwrap();
        let (_, help) = said.split_once("help: ").unwrap_or_default();
        let help = help.split("note: ").next().unwrap_or_default();
        let help = help.split_whitespace().collect::<Vec<_>>().join(" ");
        let mut numbers = shown.lines().next().unwrap().rsplit(':');
        let column: usize = numbers.next().unwrap().trim().parse().unwrap();
        let line: usize = numbers.next().unwrap().parse().unwrap();
        let width = shown
            .lines()
            .find(|line| line.contains('^'))?
            .matches('^')
            .count();
        let before: usize = source
            .split_inclusive('\n')
            .take(line - 1)
            .map(str::len)
            .sum();
        let start = before + column - 1;
        Some(Self {
            name: file.file_stem().unwrap().to_str().unwrap().to_owned(),
            place: start..start + width,
            source,
            help,
        })
    }

    /// The sources that the help may mean.
    fn readings(&self) -> Vec<String> {
        let attribute = self.attribute();
        let inner = attribute.start + self.source[attribute.clone()].find('(').unwrap_or(0) + 1
            ..attribute.end - 2;
        let entries = entries(&self.source, inner.clone());
        let own = entries.iter().position(|entry| entry.end >= self.place.end);
        let entry = own.map_or(self.place.clone(), |own| entries[own].clone());
        // With the comma before it.
        let first = own.is_none_or(|own| own == 0);
        let removed = match (first, own) {
            (true, Some(own)) if own + 1 < entries.len() => entry.start..entries[own + 1].start,
            (false, Some(own)) => entries[own - 1].end..entry.end,
            _ => attribute.clone(),
        };
        let mut readings = Vec::new();
        // Without its attribute a field is a module, of which the derive has nothing to say.
        if self.help.contains("remove") || self.help.starts_with("leave") {
            readings.push(self.with(&[(removed.clone(), "")]));
            readings.push(self.with(&[(attribute.clone(), "")]));
            readings.push(self.with(&[(self.place.clone(), "")]));
        }
        for code in self.codes() {
            for place in [&self.place, &entry, &inner, &attribute] {
                readings.push(self.with(&[(place.clone(), code)]));
            }
            if code.starts_with("#[") {
                // In front of the next field, in place of the entry or of the attribute.
                for removed in [&removed, &attribute] {
                    for field in self.fields_after(attribute.end) {
                        readings.push(self.with(&[(removed.clone(), ""), (field..field, code)]));
                    }
                }
            } else {
                // Beside what is there.
                let added = format!(", {code}");
                readings.push(self.with(&[(inner.end..inner.end, &added)]));
                let before = format!("{code}, ");
                readings.push(self.with(&[(entry.start..entry.start, &before)]));
            }
        }
        readings
    }

    /// What the help has in backticks or quotation marks.
    fn codes(&self) -> Vec<&str> {
        let mut codes: Vec<&str> = self.help.split('`').skip(1).step_by(2).collect();
        if codes.is_empty() {
            codes = self.help.split_inclusive('?').collect();
            codes = codes
                .iter()
                .filter_map(|part| part.strip_prefix("did you mean "))
                .collect();
            codes = codes
                .iter()
                .map(|code| code.trim_end_matches('?'))
                .collect();
        }
        codes
    }

    /// The attribute that the mistake is in.
    fn attribute(&self) -> Range<usize> {
        let before = &self.source[..self.place.end];
        let start = before.rfind("#[").unwrap_or(0);
        let rest = &self.source[self.place.end.max(start)..];
        let end = rest
            .find(")]")
            .map_or(rest.find(']').map(|end| end + 1), |end| Some(end + 2));
        start..self.place.end + end.unwrap_or(0)
    }

    /// Where the fields after an offset begin.
    fn fields_after(&self, start: usize) -> impl Iterator<Item = usize> {
        let lines = self.source[start..]
            .split_inclusive('\n')
            .scan(start, |next, line| {
                let start = *next;
                *next += line.len();
                Some((start, line))
            });
        let fields = lines.filter(|(_, line)| line.starts_with("    ") && line.contains(": "));
        fields.map(|(start, _)| start)
    }

    /// The source with other text in some places, which are given in order.
    fn with(&self, changes: &[(Range<usize>, &str)]) -> String {
        let mut source = self.source.clone();
        for (place, text) in changes.iter().rev() {
            if source.is_char_boundary(place.start) && place.start <= place.end {
                source.replace_range(place.clone(), text);
            }
        }
        source
    }
}

/// The places of the entries in an attribute.
fn entries(source: &str, inner: Range<usize>) -> Vec<Range<usize>> {
    let (mut entries, mut start, mut depth, mut quoted) = (Vec::new(), inner.start, 0, false);
    for (offset, letter) in source[inner.clone()].char_indices() {
        let place = inner.start + offset;
        match letter {
            '"' => quoted = !quoted,
            '(' | '[' | '{' if !quoted => depth += 1,
            ')' | ']' | '}' if !quoted => depth -= 1,
            ',' if !quoted && depth == 0 => {
                entries.push(start..place);
                start = place + 2;
            }
            _ => {}
        }
    }
    entries.push(start.min(inner.end)..inner.end);
    entries
}

/// How many mistakes the derive finds in a file; `None` where it is not Rust.
fn mistakes(source: &str) -> Option<usize> {
    let file = syn::parse_file(source).ok()?;
    let items = file.items.iter().filter(|item| {
        let attributes = match item {
            Item::Struct(item) => &item.attrs,
            Item::Enum(item) => &item.attrs,
            Item::Union(item) => &item.attrs,
            _ => return false,
        };
        attributes
            .iter()
            .any(|attribute| attribute.path().is_ident("derive"))
    });
    let found = items.map(|item| {
        let item = syn::parse2(quote::quote!(#item)).unwrap();
        messages(&crate::derive(&item)).len()
    });
    Some(found.sum())
}

fn cases() -> Vec<Case> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/ui");
    let topics = fs::read_dir(root)
        .unwrap()
        .map(|topic| topic.unwrap().path());
    let files = topics.flat_map(|topic| fs::read_dir(topic).unwrap());
    let mut files: Vec<PathBuf> = files.map(|file| file.unwrap().path()).collect();
    files.sort();
    let sources = files
        .iter()
        .filter(|file| file.extension().is_some_and(|end| end == "rs"));
    sources.filter_map(|file| Case::read(file)).collect()
}

#[test]
fn every_help_can_be_followed() {
    let cases = cases();
    assert!(cases.len() > 200, "{}", cases.len());
    let mut unfollowed = Vec::new();
    for case in &cases {
        let mut readings = case.readings();
        let mut by_hand = BY_HAND
            .iter()
            .filter(|(name, ..)| *name == case.name)
            .peekable();
        if by_hand.peek().is_some() {
            let followed = by_hand.fold(case.source.clone(), |source, (name, from, to)| {
                let changed = source.replacen(from, to, 1);
                assert!(changed != source || *name == "returns", "{name}");
                changed
            });
            readings.push(followed);
        }
        if !readings.iter().any(|source| mistakes(source) == Some(0)) {
            unfollowed.push(format!("{}: {}", case.name, case.help));
        }
    }
    assert!(
        unfollowed.is_empty(),
        "{} of {}:\n{}",
        unfollowed.len(),
        cases.len(),
        unfollowed.join("\n")
    );
}
