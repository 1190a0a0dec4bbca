//! The filter of a rule: the paths that it matches, and the other criteria of a parameter.

use alloc::borrow::Cow;
use alloc::format;
use core::fmt;

use crate::message::{Message, Notation, bad_glob, bad_type_name};
use crate::{component_matches, glob_fault, glob_matches, glob_reaches, short};

/// The parameters that a rule is for.
///
/// ```
/// use init_grammar::{Filter, Site};
///
/// let mut filter = Filter::at("**.weight");
/// filter.rank = Some(4);
/// assert_eq!(filter.to_string(), "at = \"**.weight\", rank = 4");
/// let site = Site { module: "Conv", rank: 4 };
/// assert!(filter.matches("conv.weight", site));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Filter<'f> {
    /// The glob that paths must match.
    pub at: Cow<'f, str>,
    /// The type of module that must hold the parameters, as a pattern.
    pub module: Option<Cow<'f, str>>,
    /// The number of axes that tensors must have.
    pub rank: Option<usize>,
}

/// The properties of a parameter, besides its path, that a rule can filter by.
#[derive(Debug, Clone, Copy)]
pub struct Site<'m> {
    /// The type of the module that holds it.
    pub module: &'m str,
    /// The number of its axes.
    pub rank: usize,
}

/// The criterion that one word of a rule gives.
#[derive(Debug, Clone)]
pub enum Criterion<'f> {
    /// A string.
    Text(Cow<'f, str>),
    /// A number of axes.
    Count(usize),
}

impl<'f> Filter<'f> {
    /// Every parameter whose path matches a glob.
    pub fn at(glob: impl Into<Cow<'f, str>>) -> Self {
        Self {
            at: glob.into(),
            module: None,
            rank: None,
        }
    }

    /// Sets what a word of a rule asks for; a word that asks for something else changes nothing.
    pub fn set(&mut self, word: &str, criterion: Criterion<'f>) {
        match (word, criterion) {
            ("at", Criterion::Text(glob)) => self.at = glob,
            ("module", Criterion::Text(name)) => self.module = Some(name),
            ("rank", Criterion::Count(rank)) => self.rank = Some(rank),
            _ => {}
        }
    }

    /// The filter with texts of its own.
    pub fn into_owned(self) -> Filter<'static> {
        Filter {
            at: Cow::Owned(self.at.into_owned()),
            module: self.module.map(|module| Cow::Owned(module.into_owned())),
            rank: self.rank,
        }
    }

    /// The whole components of the glob before its first `*`.
    pub fn literal(&self) -> &str {
        let Some(star) = self.at.bytes().position(|byte| byte == b'*') else {
            return &self.at;
        };
        let whole = self.at[..star].rfind('.').unwrap_or(0);
        &self.at[..whole]
    }

    /// The fault of the filter itself, whatever the model.
    pub fn fault(&self) -> Option<Message> {
        if let Some(fault) = glob_fault(&self.at) {
            return Some(bad_glob(&self.at, fault));
        }
        let module = self.module.as_deref()?;
        let message = bad_type_name(Notation::Attribute, module)?;
        // No position in a source shows which module is meant.
        let text = format!(
            "`module = {:?}` is not the name of a type, without path and generics",
            short(module)
        );
        Some(Message { text, ..message })
    }

    /// Whether a parameter is one that it is for.
    pub fn matches(&self, path: &str, site: Site<'_>) -> bool {
        glob_matches(&self.at, path) && self.admits(site)
    }

    /// Whether a parameter, whose path its glob matches, is one that it is for.
    pub fn admits(&self, site: Site<'_>) -> bool {
        self.module_matches(site) && self.rank.is_none_or(|rank| rank == site.rank)
    }

    pub(crate) fn module_matches(&self, site: Site<'_>) -> bool {
        let module = self.module.as_deref();
        module.is_none_or(|module| component_matches(module, site.module))
    }

    /// Whether a path at or below this one could be matched.
    pub fn reaches(&self, path: &str) -> bool {
        glob_reaches(&self.at, path)
    }
}

/// As an attribute has it, for messages.
impl fmt::Display for Filter<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "at = {:?}", short(&self.at))?;
        if let Some(module) = &self.module {
            write!(f, ", module = {:?}", short(module))?;
        }
        if let Some(rank) = self.rank {
            write!(f, ", rank = {rank}")?;
        }
        Ok(())
    }
}
