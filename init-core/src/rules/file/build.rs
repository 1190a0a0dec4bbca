//! From checked words to an initializer: each key is the method of the builder that has its name.

use alloc::boxed::Box;
use alloc::vec::Vec;

use crate::initializer::{self, Distribution, StdOf};
use crate::{FanMode, Initializer, Nonlinearity};

/// The keys of one initializer, checked.
#[derive(Debug, Default)]
pub(super) struct Settings(Vec<(&'static str, Setting)>);

/// The value of a key.
#[derive(Debug, Clone, Copy)]
pub(super) enum Setting {
    Number(f64),
    Flag,
    Choice(&'static str),
}

impl Settings {
    pub(super) fn push(&mut self, key: &'static str, setting: Setting) {
        self.0.push((key, setting));
    }

    fn get(&self, key: &str) -> Option<Setting> {
        let found = self.0.iter().find(|(word, _)| *word == key);
        found.map(|(_, setting)| *setting)
    }

    pub(super) fn number(&self, key: &str) -> Option<f64> {
        match self.get(key) {
            Some(Setting::Number(number)) => Some(number),
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
trait Choice: Sized {
    /// By the word for it.
    fn named(name: &str) -> Option<Self>;
}

macro_rules! choices {
    ($($set:ident: $($variant:ident)*;)*) => {$(
        impl Choice for $set {
            fn named(name: &str) -> Option<Self> {
                [$(Self::$variant),*].into_iter().find(|choice| choice.name() == name)
            }
        }
    )*};
}
choices! {
    FanMode: FanIn FanOut FanAvg FanGeoAvg;
    Distribution: Normal TruncatedNormal Uniform;
    StdOf: Parent Truncated;
    Nonlinearity:
        Linear Conv1d Conv2d Conv3d ConvTranspose1d ConvTranspose2d ConvTranspose3d
        Sigmoid Tanh Relu LeakyRelu Selu;
}

/// A builder with a key set, if it is given.
macro_rules! set {
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

macro_rules! builders {
    ($($word:ident { $($key:ident: $kind:ident),* })*) => {
        /// The initializer that stands alone, with its keys.
        fn plain(word: &str, settings: &Settings) -> Option<Box<dyn Initializer + Send + Sync>> {
            Some(match word {
                $(stringify!($word) => {
                    let builder = initializer::$word();
                    $(let builder = set!(builder, settings, $key: $kind);)*
                    Box::new(builder)
                })*
                _ => return None,
            })
        }
    };
}
builders! {
    zeros {}
    ones {}
    uniform { low: number, high: number }
    normal { mean: number, std: number }
    truncated_normal { mean: number, std: number, std_of: choice, low: number, high: number, absolute: flag }
    variance_scaling { scale: number, mode: choice, distribution: choice }
    xavier_uniform { gain: number, nonlinearity: choice }
    xavier_normal { gain: number, nonlinearity: choice }
    glorot_uniform { gain: number, nonlinearity: choice }
    glorot_normal { gain: number, nonlinearity: choice }
    kaiming_uniform { a: number, mode: choice, nonlinearity: choice }
    kaiming_normal { a: number, mode: choice, nonlinearity: choice }
    he_uniform { a: number, mode: choice, nonlinearity: choice }
    he_normal { a: number, mode: choice, nonlinearity: choice }
    lecun_uniform {}
    lecun_normal {}
    orthogonal { gain: number }
    delta_orthogonal { gain: number }
    identity { gain: number }
    dirac {}
    sparse { sparsity: number, std: number }
}

/// The initializer of a word, its value and its keys; none for a word that a file cannot say.
pub(super) fn initializer(
    word: &str,
    value: Option<Setting>,
    settings: &Settings,
) -> Option<Box<dyn Initializer + Send + Sync>> {
    match (word, value) {
        ("constant", Some(Setting::Number(value))) => Some(Box::new(initializer::constant(value))),
        _ => plain(word, settings),
    }
}
