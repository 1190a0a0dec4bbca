//! Rules: initializers and options chosen by path, by the type of the module and by rank.
//!
//! A rule is an initializer, options of the parameter such as `groups = 32`, or both, and the filters
//! that select its parameters. On a struct or a nested
//! field it is an attribute, `#[init(at = "**.bias", zeros)]`; at run time it is a [`Rule`] among
//! [`Rules`]:
//!
//! ```
//! use init_core::{FanMode, Initialize, Reset, Rules};
//! use init_core::initializer::{kaiming_normal, ones, zeros};
//!
//! #[derive(Initialize)]
//! struct Layer {
//!     #[init(parameter)]
//!     weight: [[f32; 8]; 8],
//!     #[init(parameter)]
//!     bias: [f32; 8],
//! }
//!
//! #[derive(Initialize)]
//! struct Net { conv: Layer, bn: Layer }
//!
//! let layer = || Layer { weight: [[0.0; 8]; 8], bias: [1.0; 8] };
//! let mut net = Net { conv: layer(), bn: layer() };
//! let rules = Rules::new()
//!     .at("conv.weight", kaiming_normal().mode(FanMode::FanOut))
//!     .at("bn.weight", ones())
//!     .at("**.bias", zeros());
//! let plan = Reset::seed(1).rules(&rules).run(&mut net)?;
//! assert_eq!(net.bn.weight, [[1.0; 8]; 8]);
//! assert_eq!(plan.get("conv.bias").unwrap().initializer(), "zeros");
//! # Ok::<(), init_core::Error>(())
//! ```
//!
//! With the feature `serde`, a file of TOML or JSON can contain them too (`Rules::read`), in the
//! words of the attribute:
//!
//! ```toml
//! [[rules]]
//! at = "**.conv*.weight"
//! initializer = "kaiming_normal"
//! mode = "fan_out"
//!
//! [[rules]]
//! at = "**.bias"
//! initializer = "zeros"
//! ```
//!
//! # Globs
//!
//! A glob is matched against a path from where the rule is declared: from the struct, from the
//! nested field, or from the model for rules at run time. `*` matches any characters of one
//! component, `**` any number of components, including none.
//!
//! # Which rule wins
//!
//! Rules nearer the root win over rules nearer the leaf, and rules win over the field's own
//! attribute. Of two in the same place the later wins. The plan tells which rule won, and which
//! lost ([`Entry::chosen_by`](crate::plan::Entry::chosen_by),
//! [`Entry::overruled`](crate::plan::Entry::overruled)).
//!
//! This holds for the initializer and for each option by itself: a rule replaces what it gives, and
//! leaves the rest as the field has it, or a rule that it does not overrule
//! ([`Entry::options_by`](crate::plan::Entry::options_by)).
//!
//! A rule that reaches nothing in any instance of the struct that declares it is an error of the
//! plan, with the nearest paths; it is a warning if only a `None` or an empty list is in its way.

#[cfg_attr(
    not(feature = "serde"),
    allow(dead_code, reason = "a preset has no text in which something is wrong")
)]
mod file;
mod found;
mod index;
mod options;
mod preset;
mod ruled;
mod unreached;

use alloc::borrow::Cow;
use alloc::boxed::Box;
use alloc::format;
use alloc::string::String;
use alloc::vec::{self, Vec};
use core::fmt;
use core::marker::PhantomData;
use core::slice;

pub use found::Found;
use init_grammar::Filter;
use options::Options;
pub use preset::Preset;
pub use ruled::Ruled;
pub(crate) use ruled::site;
pub(crate) use unreached::{Candidate, Used};

use crate::error::{ErrorKind, Problem};
use crate::initializer::Initializer;
use crate::walk::Tag;

/// Rules at run time, for [`Reset::rules`](crate::reset::Reset::rules). The later wins. One set of
/// them may serve models on several threads at once.
#[derive(Debug, Default)]
pub struct Rules<'r> {
    rules: Vec<Rule<'r>>,
}

impl<'r> Rules<'r> {
    /// No rules.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a rule for every parameter whose path matches `glob`.
    pub fn at(
        self,
        glob: impl Into<Cow<'r, str>>,
        initializer: impl Initializer + Send + Sync + 'r,
    ) -> Self {
        self.rule(Rule::at(glob).initializer(initializer))
    }

    /// Adds a rule.
    pub fn rule(mut self, rule: Rule<'r>) -> Self {
        self.rules.push(rule);
        self
    }

    /// The number of rules.
    pub fn len(&self) -> usize {
        self.rules.len()
    }

    /// Whether there are no rules.
    pub fn is_empty(&self) -> bool {
        self.rules.is_empty()
    }

    /// The rules, the one that wins last. Displayed, a [`Rule`] tells what it is for:
    ///
    /// ```
    /// use init_core::{Rules, initializer::{ones, zeros}};
    ///
    /// let rules = Rules::new().at("**.bias", zeros()).at("bn.weight", ones());
    /// assert_eq!(rules.len(), 2);
    /// assert_eq!(rules.iter().last().unwrap().to_string(), "`at = \"bn.weight\"`");
    /// ```
    pub fn iter(&self) -> slice::Iter<'_, Rule<'r>> {
        self.rules.iter()
    }

    pub(crate) fn as_slice(&self) -> &[Rule<'r>] {
        &self.rules
    }
}

impl<'a, 'r> IntoIterator for &'a Rules<'r> {
    type Item = &'a Rule<'r>;
    type IntoIter = slice::Iter<'a, Rule<'r>>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl<'r> IntoIterator for Rules<'r> {
    type Item = Rule<'r>;
    type IntoIter = vec::IntoIter<Rule<'r>>;

    fn into_iter(self) -> Self::IntoIter {
        self.rules.into_iter()
    }
}

impl<'r> Extend<Rule<'r>> for Rules<'r> {
    fn extend<I: IntoIterator<Item = Rule<'r>>>(&mut self, rules: I) {
        self.rules.extend(rules);
    }
}

impl<'r> FromIterator<Rule<'r>> for Rules<'r> {
    fn from_iter<I: IntoIterator<Item = Rule<'r>>>(rules: I) -> Self {
        Self {
            rules: rules.into_iter().collect(),
        }
    }
}

/// One rule: what it is for, and what it gives: an initializer, options, or both.
///
/// ```
/// use init_core::{Rule, initializer::normal};
///
/// // The output projections of every block, scaled with depth as in GPT-2.
/// let rule = Rule::at("blocks.*.*.proj.weight").choose(|found| {
///     normal().std(0.02 / (2.0 * found.layer().count as f64).sqrt())
/// });
/// assert_eq!(rule.to_string(), "`at = \"blocks.*.*.proj.weight\"`");
/// ```
pub struct Rule<'r, C: ?Sized = dyn Choose + Send + Sync + 'r> {
    tag: Tag<'r>,
    options: Options<'r>,
    choice: Option<Box<C>>,
}

/// The source of the initializer for a parameter. It is a trait of its own, and not `Fn`, since the
/// initializer borrows from it, which lets rules of one lifetime serve as rules of a shorter one.
/// Several threads may ask that of a rule at run time; that of an attribute borrows the model.
#[doc(hidden)]
pub trait Choose {
    fn choose(&self, found: &Found<'_>) -> Box<dyn Initializer + '_>;
}

struct One<I>(I);

impl<I: Initializer> Choose for One<I> {
    fn choose(&self, _: &Found<'_>) -> Box<dyn Initializer + '_> {
        Box::new(&self.0)
    }
}

struct Each<F, I>(F, PhantomData<fn() -> I>);

impl<I: Initializer, F: Fn(&Found<'_>) -> I> Choose for Each<F, I> {
    fn choose(&self, found: &Found<'_>) -> Box<dyn Initializer + '_> {
        Box::new(self.0(found))
    }
}

impl<'r> Rule<'r> {
    /// A rule for every parameter whose path matches `glob`.
    pub fn at(glob: impl Into<Cow<'r, str>>) -> Self {
        Self::of_filter(Filter::at(glob))
    }

    pub(crate) fn of_filter(filter: Filter<'r>) -> Self {
        Self {
            tag: Tag {
                filter,
                origin: Cow::Borrowed(""),
                home: "",
                by_default: false,
            },
            options: Options::default(),
            choice: None,
        }
    }

    /// Only parameters in a module of this type, by its name without path and generics; `*` matches
    /// any characters.
    pub fn module(mut self, name: impl Into<Cow<'r, str>>) -> Self {
        self.tag.filter.module = Some(name.into());
        self
    }

    /// Only tensors with this number of axes.
    pub fn rank(mut self, rank: usize) -> Self {
        self.tag.filter.rank = Some(rank);
        self
    }

    /// Sets the initializer.
    pub fn initializer(mut self, initializer: impl Initializer + Send + Sync + 'r) -> Self {
        self.choice = Some(Box::new(One(initializer)));
        self
    }

    /// Sets a function that gives the initializer for each parameter that the rule reaches. It
    /// is asked more than once for each, and must give the same.
    pub fn choose<I: Initializer + 'r>(
        mut self,
        choose: impl Fn(&Found<'_>) -> I + Send + Sync + 'r,
    ) -> Self {
        self.choice = Some(Box::new(Each(choose, PhantomData)));
        self
    }

    /// As [`choose`](Rule::choose), for a rule that an attribute declares: it may borrow the model.
    #[doc(hidden)]
    pub fn choose_here<I: Initializer + 'r>(
        self,
        choose: impl Fn(&Found<'_>) -> I + 'r,
    ) -> Rule<'r, dyn Choose + 'r> {
        Rule {
            tag: self.tag,
            options: self.options,
            choice: Some(Box::new(Each(choose, PhantomData))),
        }
    }

    /// As [`choose_here`](Rule::choose_here), for a rule that gives options alone.
    #[doc(hidden)]
    pub fn options_here(self) -> Rule<'r, dyn Choose + 'r> {
        Rule {
            tag: self.tag,
            options: self.options,
            choice: None,
        }
    }

    /// Says where the rule is written, e.g. the name of a file: the plan repeats it.
    pub fn origin(mut self, origin: impl Into<Cow<'r, str>>) -> Self {
        self.tag.origin = origin.into();
        self
    }

    /// Makes it a rule for what nobody else initializes.
    pub(crate) fn by_default(mut self) -> Self {
        self.tag.by_default = true;
        self
    }

    /// The type that declares the rule, and the module that the type is in.
    #[doc(hidden)]
    pub fn of(mut self, name: &'static str, home: &'static str) -> Self {
        self.tag.origin = Cow::Borrowed(name);
        self.tag.home = home;
        self
    }
}

impl<C: ?Sized> Rule<'_, C> {
    /// Checks what does not depend on the model.
    fn check(&self) -> Result<(), Problem> {
        if let Some(message) = self.tag.filter.fault() {
            return Err(Problem::of(ErrorKind::Rule, message));
        }
        if !self.gives_anything() {
            return Err(Problem::new(
                ErrorKind::Rule,
                format!("the rule {self} has no initializer"),
            )
            .help("add `.initializer(…)` or `.choose(…)`, or an option such as `.groups(…)`"));
        }
        self.check_same_as()
    }

    /// The values of another parameter leave nothing to initialize, and are for one place.
    fn check_same_as(&self) -> Result<(), Problem> {
        let Some(same_as) = &self.options.same_as else {
            return Ok(());
        };
        let fault = |text: &str, help: String| {
            let text = format!("the rule {self} {text}");
            Err(Problem::new(ErrorKind::Rule, text).help(help))
        };
        if self.choice.is_some() {
            let help = "leave one of them out".into();
            return fault("has an initializer beside `same_as`", help);
        }
        if self.tag.filter.literal().is_empty() {
            let help = format!(
                "begin the glob with a path, e.g. `at = \"target.**\"`, in whose place `{same_as}` is"
            );
            return fault("has `same_as`, and reaches no single place", help);
        }
        Ok(())
    }

    fn gives_anything(&self) -> bool {
        self.choice.is_some() || !self.options.is_empty()
    }
}

impl<C: ?Sized> fmt::Display for Rule<'_, C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.tag.fmt(f)
    }
}

impl<C: ?Sized> fmt::Debug for Rule<'_, C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Rule({})", self.tag)
    }
}
