//! Rules as a walk hears of them: what each is for, and how often it was used.

use alloc::borrow::Cow;
use core::fmt;

use crate::error::Problem;

/// What a rule is for and where it is written.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Tag<'r> {
    pub(crate) at: Cow<'r, str>,
    pub(crate) module: Option<Cow<'r, str>>,
    pub(crate) rank: Option<usize>,
    pub(crate) origin: Cow<'r, str>,
    pub(crate) home: &'static str,
}

impl Tag<'_> {
    pub(crate) fn into_owned(self) -> Tag<'static> {
        Tag {
            at: Cow::Owned(self.at.into_owned()),
            module: self.module.map(|module| Cow::Owned(module.into_owned())),
            rank: self.rank,
            origin: Cow::Owned(self.origin.into_owned()),
            home: self.home,
        }
    }
}

impl fmt::Display for Tag<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`at = {:?}", self.at)?;
        if let Some(module) = &self.module {
            write!(f, ", module = {module:?}")?;
        }
        if let Some(rank) = self.rank {
            write!(f, ", rank = {rank}")?;
        }
        f.write_str("`")?;
        if !self.origin.is_empty() {
            write!(f, " of `{}`", self.origin)?;
        }
        Ok(())
    }
}

/// How often a rule was used, from one of the places where it is declared.
#[derive(Debug)]
pub struct RuleUse<'a> {
    pub(crate) tag: &'a Tag<'a>,
    /// The place among the rules that are declared together.
    pub(crate) place: usize,
    pub(crate) base: &'a str,
    /// How many parameters it reached, and for how many no later rule of the same place won.
    pub(crate) reached: usize,
    pub(crate) won: usize,
    /// How many places it reached at which something shared stands again.
    pub(crate) shared: usize,
    pub(crate) fault: Option<Problem>,
}
