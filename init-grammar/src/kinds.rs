//! The types that describe words: initializers, keys, the kinds and ranges of values.

use crate::keys::COMPOSERS;

/// A word that names an initializer. It is a function of `init_core::initializer`.
#[derive(Debug, Clone, Copy)]
pub struct Initializer {
    /// The word, and the name of the function.
    pub word: &'static str,
    /// The kind of value in `word = …`; `None` for a word without a value.
    pub value: Option<Kind>,
    /// The keys that may follow, each a method of the builder.
    pub keys: &'static [&'static str],
    /// Those of the keys that must follow.
    pub required: &'static [&'static str],
    /// The numbers of axes that it works on.
    pub rank: Rank,
    /// One line of documentation.
    pub doc: &'static str,
}

impl Initializer {
    /// Whether a key may follow: one of its own, or one that composes it with something else.
    pub fn takes(&self, key: &str) -> bool {
        self.keys.contains(&key) || self.word != "norm_of" && COMPOSERS.contains(&key)
    }

    /// Whether a key that may follow composes it with something else.
    pub fn is_composed_by(&self, key: &str) -> bool {
        !self.keys.contains(&key) && COMPOSERS.contains(&key)
    }
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

impl Rank {
    /// Whether a tensor of this number of axes has enough of them, and not too many.
    pub fn holds(self, axes: usize) -> bool {
        match self {
            Self::Any => true,
            Self::Fans => axes >= 2,
            Self::Between(least, most) => (least..=most).contains(&axes),
        }
    }
}

/// A key of an initializer, or an option of a field or struct.
#[derive(Debug, Clone, Copy)]
pub struct Key {
    /// The word.
    pub word: &'static str,
    /// The kind of value after the `=`.
    pub kind: Kind,
    /// A value, for messages; empty for a flag.
    pub example: &'static str,
    /// One line of documentation.
    pub doc: &'static str,
}

/// The kind of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// No value: the word alone.
    Flag,
    /// Any Rust expression.
    Expression,
    /// An expression of a type that is `Into<f64>`, within a range.
    Number(Range),
    /// An expression of a type that is `Into<Scalar>`: a finite number, `true` or `false`.
    Scalar,
    /// An expression of type `usize`, at least 1.
    Count,
    /// A count, or several in parentheses: an expression.
    Counts,
    /// An expression of type `usize`.
    Index,
    /// A string from a closed set: the name of one of [`CHOICES`](crate::CHOICES).
    Choice(&'static str),
    /// A string from a closed set, or an expression of a function `fn(f64) -> f64`.
    ChoiceOrFunction(&'static str),
    /// A string literal.
    Text,
    /// An index, or several: an expression.
    Indices,
    /// An expression of an array, or something else that gives numbers.
    Numbers,
    /// A string literal: the path of another parameter or module.
    Reference,
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

impl Kind {
    /// The name of the closed set whose strings it takes.
    pub fn closed_set(self) -> Option<&'static str> {
        match self {
            Self::Choice(name) | Self::ChoiceOrFunction(name) => Some(name),
            _ => None,
        }
    }
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
    /// Between 0 and 1, and neither.
    Inside,
    /// Finite and at least 2.
    AtLeastTwo,
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
            Self::Inside => number > 0.0 && number < 1.0,
            Self::AtLeastTwo => number.is_finite() && number >= 2.0,
        }
    }

    /// The requirement on its numbers, to be read after "must ".
    pub fn name(self) -> &'static str {
        match self {
            Self::Any => "be a number",
            Self::Finite => "be finite",
            Self::NotNegative => "be finite and not negative",
            Self::Positive => "be finite and positive",
            Self::Unit => "lie between 0 and 1",
            Self::Inside => "lie between 0 and 1, and be neither",
            Self::AtLeastTwo => "be finite and at least 2",
        }
    }
}

/// A closed set of strings, each a variant of an enum of init-core.
#[derive(Debug, Clone, Copy)]
pub struct Choices {
    /// The noun for one of the set in messages.
    pub name: &'static str,
    /// The noun for all of them.
    pub plural: &'static str,
    /// The path of the enum in init-core.
    pub path: &'static [&'static str],
    /// The strings and the variants that they name.
    pub values: &'static [(&'static str, &'static str)],
}

/// A word from elsewhere, and its equivalent here.
#[derive(Debug, Clone, Copy)]
pub struct Synonym {
    /// The word that people bring.
    pub word: &'static str,
    /// The word of this language.
    pub here: &'static str,
}
