//! Rules as a walk hears of them: what each is for, and how often it was used.

use alloc::borrow::Cow;
use core::fmt;

use init_grammar::Filter;

use crate::error::Problem;

/// What a rule is for and where it is written.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Tag<'r> {
    pub(crate) filter: Filter<'r>,
    pub(crate) origin: Cow<'r, str>,
    pub(crate) home: &'static str,
}

impl Tag<'_> {
    pub(crate) fn into_owned(self) -> Tag<'static> {
        Tag {
            filter: self.filter.into_owned(),
            origin: Cow::Owned(self.origin.into_owned()),
            home: self.home,
        }
    }
}

impl fmt::Display for Tag<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}`", self.filter)?;
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
