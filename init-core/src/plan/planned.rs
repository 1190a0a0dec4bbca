//! The outcome of planning one parameter.

use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;

use init_grammar::Site;

use super::Entry;
use crate::error::Problem;
use crate::rules::Candidate;
use crate::tensor::Fans;

/// One parameter, and the outcome of planning it.
#[derive(Debug)]
#[expect(clippy::large_enum_variant, reason = "nearly all are entries")]
pub(super) enum Planned {
    Entry(Entry),
    Failed(Box<Failed>),
}

/// A parameter that cannot be initialized as it is declared.
#[derive(Debug)]
pub(super) struct Failed {
    pub(super) path: String,
    pub(super) stream: u64,
    pub(super) site: Site<'static>,
    pub(super) aliases: Vec<String>,
    pub(super) problem: Problem,
    /// True where nothing is known of it but its name, and no rule reaches it.
    pub(super) is_open: bool,
}

impl Planned {
    pub(super) fn path(&self) -> &str {
        match self {
            Self::Entry(entry) => &entry.path,
            Self::Failed(failed) => &failed.path,
        }
    }

    /// The fans of its shape and options; those of a parameter that fails are not known.
    pub(super) fn fans(&self) -> Option<Fans> {
        match self {
            Self::Entry(entry) => entry.axes.fans("", None).ok(),
            Self::Failed(_) => None,
        }
    }

    pub(super) fn stream(&self) -> u64 {
        match self {
            Self::Entry(entry) => entry.stream,
            Self::Failed(failed) => failed.stream,
        }
    }

    pub(super) fn aliases(&self) -> &[String] {
        match self {
            Self::Entry(entry) => &entry.aliases,
            Self::Failed(failed) => &failed.aliases,
        }
    }

    /// The path, and the aliases, which grow.
    pub(super) fn names(&mut self) -> (&str, &mut Vec<String>) {
        match self {
            Self::Entry(entry) => (&entry.path, &mut entry.aliases),
            Self::Failed(failed) => (&failed.path, &mut failed.aliases),
        }
    }

    pub(super) fn candidate(&self) -> Candidate<'_> {
        Candidate {
            path: self.path(),
            site: match self {
                Self::Entry(entry) => entry.site(),
                Self::Failed(failed) => failed.site,
            },
        }
    }
}
