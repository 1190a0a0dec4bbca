//! The rules that a walk reports: the target of each, and how often it was used.

use alloc::borrow::Cow;
use core::fmt;

use init_grammar::Filter;

use crate::error::Problem;

/// The target of a rule, and where the rule is written.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Tag<'r> {
    pub(crate) filter: Filter<'r>,
    pub(crate) origin: Cow<'r, str>,
    pub(crate) home: &'static str,
    /// True for a rule of a preset: it applies to what nobody else initializes.
    pub(crate) by_default: bool,
}

impl Tag<'_> {
    pub(crate) fn into_owned(self) -> Tag<'static> {
        Tag {
            filter: self.filter.into_owned(),
            origin: Cow::Owned(self.origin.into_owned()),
            home: self.home,
            by_default: self.by_default,
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

/// The uses of a rule, from one of the positions where it is declared.
#[derive(Debug)]
pub struct RuleUse<'a> {
    pub(crate) tag: &'a Tag<'a>,
    /// The index among the rules that are declared together.
    pub(crate) place: usize,
    pub(crate) base: &'a str,
    /// The number of parameters it reached, and of those for which no later rule of the same
    /// declaration won.
    pub(crate) reached: usize,
    pub(crate) won: usize,
    /// The number of those whose values are those of another parameter, whatever rules say.
    pub(crate) following: usize,
    /// The number of positions it reached at which something shared is met again.
    pub(crate) shared: usize,
    pub(crate) fault: Option<Problem>,
}
