//! The source of an initializer.

use alloc::borrow::ToOwned;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::fmt;

use init_grammar::Filter;

use crate::initializer::Initializer;
use crate::walk::{Declared, Tag};

/// The source of an initializer.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(rename_all = "snake_case")
)]
#[non_exhaustive]
pub enum Chosen {
    /// The field's own attribute.
    #[non_exhaustive]
    Field {
        /// Its initializer.
        initializer: String,
    },
    /// The default of a library, which no user chose.
    #[non_exhaustive]
    Default {
        /// Its initializer.
        initializer: String,
        /// Its source in words, e.g. `candle's hint`.
        origin: String,
    },
    /// A rule.
    #[non_exhaustive]
    Rule {
        /// Its glob.
        at: String,
        /// The type of module that it requires.
        module: Option<String>,
        /// The number of axes that it requires.
        rank: Option<usize>,
        /// The type that declares it, or another origin; empty for a rule made at run time that
        /// names none.
        origin: String,
    },
}

/// The initializer of a parameter, its source, and the sources that lost.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Choice {
    /// The initializer, in the words of an attribute.
    pub(crate) initializer: String,
    /// True where it is made of others.
    pub(crate) composed: bool,
    pub(crate) chosen_by: Chosen,
    /// The sources that lost, the strongest first.
    pub(crate) overruled: Vec<Chosen>,
    /// The rules that give options, the strongest first.
    pub(crate) options_by: Vec<Chosen>,
}

impl Choice {
    pub(super) fn of(declared: &Declared<'_>) -> Self {
        let (chosen_by, overruled) = Chosen::of(declared);
        Self {
            initializer: declared
                .initializer()
                .map_or_else(String::new, |_| declared.describe_values()),
            composed: declared.initializer().is_some_and(Initializer::is_composed),
            chosen_by,
            overruled,
            options_by: Chosen::of_options(declared),
        }
    }
}

impl Choice {
    /// The choice of a parameter with the values of another, that of `source`.
    pub(super) fn following(&self, source: &Self) -> Self {
        Self {
            options_by: self.options_by.clone(),
            ..source.clone()
        }
    }

    /// The choice of another initializer by the same source.
    pub(super) fn with_initializer(&self, initializer: String) -> Self {
        Self {
            initializer,
            composed: false,
            ..self.clone()
        }
    }
}

impl Chosen {
    fn rule(tag: &Tag<'_>) -> Self {
        Self::Rule {
            at: tag.filter.at.to_string(),
            module: tag.filter.module.as_deref().map(ToOwned::to_owned),
            rank: tag.filter.rank,
            origin: tag.origin.to_string(),
        }
    }

    /// The source of a parameter's initializer, and the sources that lost.
    fn of(declared: &Declared<'_>) -> (Self, Vec<Self>) {
        let mut chosen = Vec::new();
        let mut declared = declared;
        while let Some(ruling) = declared.ruling() {
            chosen.extend(ruling.initializers.iter().map(|tag| Self::rule(tag)));
            declared = ruling.replaced;
        }
        let own = declared.initializer().map(Initializer::describe);
        chosen.extend(own.map(|initializer| match declared.default_origin() {
            Some(origin) => Self::Default {
                initializer,
                origin: origin.into(),
            },
            None => Self::Field { initializer },
        }));
        if chosen.is_empty() {
            let initializer = String::new();
            return (Self::Field { initializer }, chosen);
        }
        let first = chosen.remove(0);
        (first, chosen)
    }

    /// The rules that give a parameter options.
    fn of_options(declared: &Declared<'_>) -> Vec<Self> {
        let rulings = core::iter::successors(declared.ruling(), |ruling| ruling.replaced.ruling());
        rulings
            .flat_map(|ruling| ruling.options.iter().map(|tag| Self::rule(tag)))
            .collect()
    }
}

impl fmt::Display for Chosen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Field { .. } => f.write_str("field's attribute"),
            Self::Default { origin, .. } => f.write_str(origin),
            Self::Rule {
                at,
                module,
                rank,
                origin,
            } => {
                let tag = Tag {
                    filter: Filter {
                        at: at.into(),
                        module: module.as_deref().map(Into::into),
                        rank: *rank,
                    },
                    origin: origin.into(),
                    home: "",
                    by_default: false,
                };
                write!(f, "rule {tag}")
            }
        }
    }
}
