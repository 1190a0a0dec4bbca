//! From checked words to an initializer: each key is the method of the builder that has its name.

use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;

use init_grammar::message::Known;

use super::document::Value;
use crate::initializer::{self, Compose, Initializer, Scalar};

/// The keys of one initializer, checked.
#[derive(Debug, Default)]
pub(super) struct Settings<'e>(Vec<(&'static str, Setting<'e>)>);

/// The value of a key.
#[derive(Debug, Clone, Copy)]
pub(super) enum Setting<'e> {
    Number(f64),
    Scalar(Scalar),
    Index(usize),
    Numbers(&'e [Value<'e>]),
    Text(&'e str),
    Flag,
    Choice(&'static str),
}

impl Setting<'_> {
    /// The value, as the grammar judges it.
    pub(super) fn known(self) -> Known<'static> {
        match self {
            Self::Number(number) => Known::Number(number),
            Self::Choice(word) => Known::Choice(word),
            Self::Scalar(_) | Self::Index(_) | Self::Numbers(_) | Self::Text(_) | Self::Flag => {
                Known::Unknown
            }
        }
    }
}

impl Setting<'_> {
    /// The value, where it is a number.
    pub(super) fn number(self) -> Option<f64> {
        match self {
            Self::Number(number) => Some(number),
            _ => None,
        }
    }
}

impl<'e> Settings<'e> {
    pub(super) fn push(&mut self, key: &'static str, setting: Setting<'e>) {
        self.0.push((key, setting));
    }

    fn get(&self, key: &str) -> Option<Setting<'e>> {
        let found = self.0.iter().find(|(word, _)| *word == key);
        found.map(|(_, setting)| *setting)
    }

    fn number(&self, key: &str) -> Option<f64> {
        self.get(key)?.number()
    }

    fn text(&self, key: &str) -> Option<String> {
        match self.get(key)? {
            Setting::Text(text) => Some(text.into()),
            _ => None,
        }
    }

    fn index(&self, key: &str) -> Option<usize> {
        match self.get(key)? {
            Setting::Index(index) => Some(index),
            _ => None,
        }
    }

    fn choice<T: Choice>(&self, key: &str) -> Option<T> {
        match self.get(key) {
            Some(Setting::Choice(name)) => T::named(name),
            _ => None,
        }
    }
}

/// One of a closed set.
pub(super) trait Choice: Sized {
    /// By the word for it.
    fn named(name: &str) -> Option<Self>;
}

macro_rules! choices {
    ($(
        $name:literal, $plural:literal, [$($segment:ident)*]: $($word:ident $variant:ident),*;
    )*) => {$(
        impl Choice for crate$(::$segment)* {
            fn named(name: &str) -> Option<Self> {
                match name {
                    $(stringify!($word) => Some(Self::$variant),)*
                    _ => None,
                }
            }
        }
    )*};
}
init_grammar::closed_sets!(choices);

/// A builder with a key set, if it is given. Keys are numbers, but for those that are named here.
macro_rules! set {
    ($builder:ident, $settings:ident, absolute) => { set!($builder, $settings, absolute: flag) };
    ($builder:ident, $settings:ident, per_part) => { set!($builder, $settings, per_part: flag) };
    ($builder:ident, $settings:ident, per_row) => { set!($builder, $settings, per_row: flag) };
    ($builder:ident, $settings:ident, normalized) => {
        set!($builder, $settings, normalized: flag)
    };
    ($builder:ident, $settings:ident, first) => { set!($builder, $settings, first: flag) };
    ($builder:ident, $settings:ident, interleaved) => {
        set!($builder, $settings, interleaved: flag)
    };
    ($builder:ident, $settings:ident, endpoint) => { set!($builder, $settings, endpoint: flag) };
    ($builder:ident, $settings:ident, periodic) => { set!($builder, $settings, periodic: flag) };
    ($builder:ident, $settings:ident, shift) => { set!($builder, $settings, shift: index) };
    ($builder:ident, $settings:ident, factor) => { set!($builder, $settings, factor: index) };
    ($builder:ident, $settings:ident, width) => { set!($builder, $settings, width: index) };
    ($builder:ident, $settings:ident, of) => { set!($builder, $settings, of: text) };
    ($builder:ident, $settings:ident, axis) => { set!($builder, $settings, axis: index) };
    ($builder:ident, $settings:ident, mode) => { set!($builder, $settings, mode: choice) };
    ($builder:ident, $settings:ident, std_of) => { set!($builder, $settings, std_of: choice) };
    ($builder:ident, $settings:ident, distribution) => {
        set!($builder, $settings, distribution: choice)
    };
    ($builder:ident, $settings:ident, variant) => { set!($builder, $settings, variant: choice) };
    ($builder:ident, $settings:ident, side) => { set!($builder, $settings, side: choice) };
    ($builder:ident, $settings:ident, window) => { set!($builder, $settings, window: choice) };
    ($builder:ident, $settings:ident, scaling) => { set!($builder, $settings, scaling: choice) };
    ($builder:ident, $settings:ident, nonlinearity) => {
        set!($builder, $settings, nonlinearity: choice)
    };
    ($builder:ident, $settings:ident, pass) => { set!($builder, $settings, pass: choice) };
    ($builder:ident, $settings:ident, $key:ident) => { set!($builder, $settings, $key: number) };
    ($builder:ident, $settings:ident, $key:ident: flag) => {
        match $settings.get(stringify!($key)) {
            Some(_) => $builder.$key(),
            None => $builder,
        }
    };
    ($builder:ident, $settings:ident, $key:ident: $kind:ident) => {
        match $settings.$kind(stringify!($key)) {
            Some(value) => $builder.$key(value),
            None => $builder,
        }
    };
}

/// The initializer of a row of the grammar: one without a value, one that takes a scalar or an array, or
/// one that takes the path of another parameter.
macro_rules! build {
    ($word:ident [$($key:ident)*] $value:ident $settings:ident) => {{
        let builder = initializer::$word();
        $(let builder = set!(builder, $settings, $key);)*
        Some(Box::new(builder))
    }};
    ($word:ident [] $value:ident $settings:ident Scalar) => {
        match $value {
            Some(Setting::Scalar(scalar)) => Some(Box::new(initializer::$word(scalar))),
            _ => None,
        }
    };
    ($word:ident [$($key:ident)*] $value:ident $settings:ident Reference) => {
        match $value {
            Some(Setting::Text(path)) => {
                let builder = initializer::$word(String::from(path));
                $(let builder = set!(builder, $settings, $key);)*
                Some(Box::new(builder))
            }
            _ => None,
        }
    };
    ($word:ident [$($key:ident)*] $value:ident $settings:ident Numbers) => {
        match $value {
            Some(Setting::Numbers(numbers)) => {
                let builder = initializer::$word(numbers.iter().filter_map(Value::number));
                $(let builder = set!(builder, $settings, $key);)*
                Some(Box::new(builder))
            }
            _ => None,
        }
    };
    ($word:ident [] $value:ident $settings:ident Expression) => {
        None
    };
}

macro_rules! builders {
    ($(
        $word:ident $(= $kind:ident $(($range:ident))?)? => $rank:expr,
        [$($key:ident)*] $(needs $required:tt)?, $doc:literal;
    )*) => {
        /// The initializer of a word, its value and its own keys; `None` for a word that a file
        /// cannot contain.
        fn own(
            word: &str,
            value: Option<Setting<'_>>,
            settings: &Settings<'_>,
        ) -> Option<Box<dyn Initializer + Send + Sync>> {
            match word {
                $(stringify!($word) => build!($word [$($key)*] value settings $($kind)?),)*
                _ => None,
            }
        }
    };
}
init_grammar::initializers!(builders);

/// The initializer of a word, its value and its keys; `None` for a word that a file cannot contain.
pub(super) fn initializer(
    word: &str,
    value: Option<Setting<'_>>,
    settings: &Settings<'_>,
) -> Option<Box<dyn Initializer + Send + Sync>> {
    let built = own(word, value, settings)?;
    let composed =
        init_grammar::initializer(word).is_some_and(|found| found.is_composed_by("scale"));
    Some(match settings.number("scale").filter(|_| composed) {
        Some(factor) => Box::new(Compose::scale(built, factor)),
        None => built,
    })
}
