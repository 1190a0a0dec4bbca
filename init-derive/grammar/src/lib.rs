//! The words of `#[init(…)]`, as data.
//!
//! One table drives the parser of the derive, its messages, the documentation and the test
//! that uses every word and every key. It has no dependencies, so that whoever speaks the same
//! language (rules read at run time, an editor) can share it.

#![no_std]

extern crate alloc;

mod example;
mod glob;
pub mod message;
mod suggest;
mod suggester;
mod synonyms;
mod table;

pub use example::example;
pub use glob::{
    GlobFault, component_matches, glob_fault, glob_matches, glob_reaches, spans_components,
    split_component, type_name,
};
pub use suggest::{distance, listed, nearest, nearest_spelling};
pub use suggester::{Suggester, common_prefix, shortened};
pub use synonyms::SYNONYMS;
pub use table::{
    CHOICES, FIELD_OPTIONS, INITIALIZERS, KEYS, MARKERS, RULE_OPTIONS, STRUCT_OPTIONS,
};

/// A word that names an initializer. It is a function of `init_core::initializer`.
#[derive(Debug, Clone, Copy)]
pub struct Initializer {
    /// The word, and the name of the function.
    pub word: &'static str,
    /// What `word = …` takes; `None` for a word that stands alone.
    pub value: Option<Kind>,
    /// The keys that may follow, each a method of the builder.
    pub keys: &'static [&'static str],
    /// Those of the keys that must follow.
    pub required: &'static [&'static str],
    /// What it needs of the tensor's axes.
    pub rank: Rank,
    /// One line of documentation.
    pub doc: &'static str,
}

/// How many axes an initializer works on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rank {
    /// Any number.
    Any,
    /// At least two, to count fans, unless the field gives both fans.
    Fans,
    /// From the first to the second number.
    Between(usize, usize),
}

/// A key of an initializer, or an option of a field or struct.
#[derive(Debug, Clone, Copy)]
pub struct Key {
    /// The word.
    pub word: &'static str,
    /// What stands behind the `=`.
    pub kind: Kind,
    /// One line of documentation.
    pub doc: &'static str,
}

/// What a value is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// No value: the word alone.
    Flag,
    /// Any Rust expression.
    Expression,
    /// An expression of a type that is `Into<f64>`, within a range.
    Number(Range),
    /// An expression of type `usize`, at least 1.
    Count,
    /// A string from a closed set: the name of one of [`CHOICES`].
    Choice(&'static str),
    /// A string literal.
    Text,
    /// A string literal that names axes.
    Layout,
    /// A string literal that matches paths.
    Glob,
    /// A string literal that matches names of types.
    TypeName,
    /// A number of axes, as a literal.
    Rank,
    /// A path.
    Path,
}

/// Which numbers a key takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Range {
    /// Every number but NaN.
    Any,
    /// Every finite number.
    Finite,
    /// Finite and not negative.
    NotNegative,
    /// Finite and positive.
    Positive,
    /// From 0 to 1.
    Unit,
}

impl Range {
    /// Whether the range holds a number.
    pub fn holds(self, number: f64) -> bool {
        match self {
            Self::Any => !number.is_nan(),
            Self::Finite => number.is_finite(),
            Self::NotNegative => number.is_finite() && number >= 0.0,
            Self::Positive => number.is_finite() && number > 0.0,
            Self::Unit => (0.0..=1.0).contains(&number),
        }
    }

    /// What its numbers are, to be read behind "must ".
    pub fn name(self) -> &'static str {
        match self {
            Self::Any => "be a number",
            Self::Finite => "be finite",
            Self::NotNegative => "be finite and not negative",
            Self::Positive => "be finite and positive",
            Self::Unit => "lie between 0 and 1",
        }
    }
}

/// A closed set of strings, each a variant of an enum of init-core.
#[derive(Debug, Clone, Copy)]
pub struct Choices {
    /// What one of the set is called in messages.
    pub name: &'static str,
    /// What all of them are called.
    pub plural: &'static str,
    /// The path of the enum in init-core.
    pub path: &'static [&'static str],
    /// The strings and the variants that they stand for.
    pub values: &'static [(&'static str, &'static str)],
}

/// A word from elsewhere, and what it is here.
#[derive(Debug, Clone, Copy)]
pub struct Synonym {
    /// The word that people bring.
    pub word: &'static str,
    /// The word of this language.
    pub here: &'static str,
}

/// The initializer of a word.
pub fn initializer(word: &str) -> Option<&'static Initializer> {
    INITIALIZERS.iter().find(|entry| entry.word == word)
}

/// What `word = …` takes; `None` for a word that the grammar does not have.
pub fn kind(word: &str) -> Option<Kind> {
    if let Some(found) = initializer(word) {
        return Some(found.value.unwrap_or(Kind::Flag));
    }
    [KEYS, FIELD_OPTIONS, MARKERS, RULE_OPTIONS, STRUCT_OPTIONS]
        .into_iter()
        .flatten()
        .find(|key| key.word == word)
        .map(|key| key.kind)
}

/// The key of an initializer by its word.
pub fn key(word: &str) -> Option<&'static Key> {
    KEYS.iter().find(|entry| entry.word == word)
}

/// The option of a parameter field by its word.
pub fn field_option(word: &str) -> Option<&'static Key> {
    FIELD_OPTIONS.iter().find(|entry| entry.word == word)
}

/// The option of a rule by its word.
pub fn rule_option(word: &str) -> Option<&'static Key> {
    RULE_OPTIONS.iter().find(|entry| entry.word == word)
}

/// The option of a struct by its word.
pub fn struct_option(word: &str) -> Option<&'static Key> {
    STRUCT_OPTIONS.iter().find(|entry| entry.word == word)
}

/// Whether the word marks a field as something else than an initialized parameter.
pub fn is_marker(word: &str) -> bool {
    MARKERS.iter().any(|marker| marker.word == word)
}

/// A closed set by its name.
pub fn choices(name: &str) -> Option<&'static Choices> {
    CHOICES.iter().find(|choices| choices.name == name)
}

/// What is wrong with a layout as a word, whatever the tensor; to be read behind
/// `layout "…" `.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LayoutFault {
    /// A character that names no axis.
    Character(char),
    /// A letter that stands twice.
    Twice(char),
    /// No letter for the output or input axis.
    Missing(char),
}

impl core::fmt::Display for LayoutFault {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        match self {
            Self::Character(found) => {
                write!(
                    f,
                    "holds `{found}`, which is not a lower-case letter or `*`"
                )
            }
            Self::Twice(letter) => write!(f, "names the axis `{letter}` twice"),
            Self::Missing(letter) => write!(f, "names no `{letter}` axis"),
        }
    }
}

/// The first fault of a layout.
///
/// ```
/// use init_grammar::{LayoutFault, layout_fault};
///
/// assert_eq!(layout_fault("oihw"), None);
/// assert_eq!(layout_fault("ohw"), Some(LayoutFault::Missing('i')));
/// ```
pub fn layout_fault(layout: &str) -> Option<LayoutFault> {
    for (place, letter) in layout.char_indices() {
        if letter == '*' {
            continue;
        }
        if !letter.is_ascii_lowercase() {
            return Some(LayoutFault::Character(letter));
        }
        if layout[..place].contains(letter) {
            return Some(LayoutFault::Twice(letter));
        }
    }
    ['o', 'i']
        .into_iter()
        .find(|&letter| !layout.contains(letter))
        .map(LayoutFault::Missing)
}
