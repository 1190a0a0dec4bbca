//! Elementary fills: the form to which every initializer is resolved for one tensor.

use alloc::boxed::Box;
use alloc::vec::Vec;
use core::fmt;

use super::made::{Drawn, Known, Made, Recipe};
use crate::dtype::{DType, whole};
use crate::error::Problem;
use crate::law::Law;
use crate::number::arithmetic::sqrt64;

/// The fill of one tensor: an elementary law, or code that makes or draws the values.
///
/// ```
/// use init_core::Fill;
///
/// let fill = Fill::uniform(-1.0, 1.0);
/// assert_eq!(fill.law().mean(), Some(0.0));
/// ```
///
/// The plan checks the numbers, so that the constructors need not.
pub struct Fill<'a>(pub(super) Kind<'a>);

/// The source of the values.
pub(super) enum Kind<'a> {
    /// A law that the engine has kernels for.
    Elementary(Law),
    /// Such a law for each part of an axis, one after the other and then again from the first on: the
    /// number of values up to the end of each, and its law.
    Parts(Vec<(usize, Law)>),
    /// Made as a whole.
    Made(Box<dyn Made + 'a>),
    /// Drawn value by value.
    Drawn(Box<dyn Drawn + 'a>),
    /// Made of other fills.
    Composed(Box<Composed<'a>>),
    /// Already known, such as those of a file.
    Known(&'a dyn Known),
    /// The norm of another parameter: the path to it, and the axis that has a norm for each index.
    /// A reset computes it from that parameter's own fill.
    Norm(&'a str, Option<usize>),
}

impl<'a> Fill<'a> {
    /// One value everywhere.
    pub fn constant(value: f64) -> Self {
        Self(Kind::Elementary(Law::Constant(value)))
    }

    /// One integer everywhere, exact in a tensor of any integers.
    ///
    /// ```
    /// use init_core::Fill;
    ///
    /// assert_eq!(Fill::integer(i64::MAX).law().std(), Some(0.0));
    /// ```
    pub fn integer(value: impl Into<i128>) -> Self {
        Self(Kind::Elementary(Law::Integer(value.into())))
    }

    /// Uniform on [low, high).
    pub fn uniform(low: f64, high: f64) -> Self {
        Self(Kind::Elementary(Law::Uniform { low, high }))
    }

    /// Normal.
    pub fn normal(mean: f64, std: f64) -> Self {
        Self(Kind::Elementary(Law::Normal { mean, std }))
    }

    /// The normal of this mean and standard deviation, restricted to [low, high].
    pub fn truncated_normal(mean: f64, std: f64, low: f64, high: f64) -> Self {
        Self(Kind::Elementary(Law::TruncatedNormal {
            mean,
            std,
            low,
            high,
        }))
    }

    /// Made as a whole, such as an orthogonal matrix.
    pub fn made(made: impl Made + 'a) -> Self {
        Self(Kind::Made(Box::new(made)))
    }

    /// Drawn value by value by code from outside the engine.
    pub fn drawn(drawn: impl Drawn + 'a) -> Self {
        Self(Kind::Drawn(Box::new(drawn)))
    }

    /// Values that are already known.
    pub(crate) fn known(known: &'a dyn Known) -> Self {
        Self(Kind::Known(known))
    }

    /// The same values, each divided by `divisor`, which is positive.
    pub(crate) fn divided(self, divisor: f64) -> Self {
        self.mapped(
            |value| value / divisor,
            |fill| Composed::Over(fill, divisor),
        )
    }

    /// The same values, each times `factor`, which is not negative.
    pub(crate) fn scaled(self, factor: f64) -> Self {
        if factor == 0.0 {
            return Self::constant(0.0);
        }
        self.mapped(|value| value * factor, |fill| Composed::Times(fill, factor))
    }

    fn mapped(self, map: impl Fn(f64) -> f64, compose: impl FnOnce(Self) -> Composed<'a>) -> Self {
        Self(match self.0 {
            Kind::Elementary(law) => Kind::Elementary(law.mapped(map)),
            Kind::Parts(parts) => {
                let mapped = parts.into_iter();
                let mapped = mapped.map(|(end, law)| (end, law.mapped(&map)));
                Kind::Parts(mapped.collect())
            }
            kind @ (Kind::Made(_) | Kind::Drawn(_) | Kind::Composed(_)) => {
                Kind::Composed(Box::new(compose(Self(kind))))
            }
            kind @ (Kind::Known(_) | Kind::Norm(..)) => kind,
        })
    }

    /// The sum of the values and those of another fill.
    pub(crate) fn plus(self, other: Self) -> Self {
        let sums = self.sums() + 1;
        let [first, second] = [self, other].map(|fill| fill.of_elements(DType::F64));
        Self(Kind::Composed(Box::new(Composed::Sum(first, second, sums))))
    }

    /// A function of each value.
    pub(crate) fn then(self, function: &'a dyn Fn(f64) -> f64) -> Self {
        let of = self.of_elements(DType::F64);
        Self(Kind::Composed(Box::new(Composed::Then(of, function))))
    }

    /// The count of numbers that making the values holds beside them.
    pub(super) fn room(&self) -> usize {
        match &self.0 {
            Kind::Made(made) => made.room(),
            Kind::Composed(composed) => composed.room(),
            _ => 0,
        }
    }

    /// The number of sums that it is made of, at the first of two.
    pub(super) fn sums(&self) -> usize {
        match &self.0 {
            Kind::Composed(composed) => composed.sums(),
            _ => 0,
        }
    }

    /// The norm of another parameter.
    pub(crate) fn norm_of(path: &'a str, axis: Option<usize>) -> Self {
        Self(Kind::Norm(path, axis))
    }

    /// The path to the parameter of which it is the norm, and the axis that has a norm for each
    /// index.
    pub(crate) fn norm(&self) -> Option<(&'a str, Option<usize>)> {
        match self.0 {
            Kind::Norm(path, axis) => Some((path, axis)),
            _ => None,
        }
    }

    /// An elementary law; code makes the values of all others.
    pub(crate) fn elementary(law: Law) -> Self {
        Self(Kind::Elementary(law))
    }

    /// Laws of the parts of an axis, each of a length in steps of so many values.
    pub(crate) fn parts(parts: &[(usize, Law)], step: usize) -> Self {
        let mut end = 0;
        let ends = parts.iter().map(|(length, law)| {
            end += length * step;
            (end, *law)
        });
        Self(Kind::Parts(ends.collect()))
    }

    /// Whether laws alone give the values.
    pub(crate) fn has_laws(&self) -> bool {
        matches!(self.0, Kind::Elementary(_) | Kind::Parts(_))
    }

    /// Asks of the law of each part, or of the one.
    pub(crate) fn try_each_law(
        &self,
        ask: impl Fn(&Law) -> Result<(), Problem>,
    ) -> Result<(), Problem> {
        match &self.0 {
            Kind::Parts(parts) => parts.iter().try_for_each(|(_, law)| ask(law)),
            _ => ask(&self.law()),
        }
    }

    /// Whether one law alone gives the values.
    pub(crate) fn is_elementary(&self) -> bool {
        matches!(self.0, Kind::Elementary(_))
    }

    /// Whether the values are drawn one by one.
    pub(crate) fn is_drawn(&self) -> bool {
        matches!(self.0, Kind::Drawn(_))
    }

    /// NaN everywhere.
    pub(crate) fn nan() -> Self {
        Self(Kind::Elementary(Law::Nan))
    }

    /// The fill as elements of a type take it: one value everywhere is an integer in a tensor of
    /// integers or booleans, where it is one, and a float in a tensor of floats.
    pub(crate) fn of_elements(self, dtype: DType) -> Self {
        let law = match self.0 {
            Kind::Elementary(Law::Constant(value)) if dtype.is_integer() => {
                whole(value).map(Law::Integer)
            }
            Kind::Elementary(Law::Integer(value)) if !dtype.is_integer() => {
                Some(Law::Constant(value as f64))
            }
            _ => None,
        };
        law.map_or(self, |law| Self(Kind::Elementary(law)))
    }

    /// The law of the values, without the code that makes them.
    pub fn law(&self) -> Law {
        match &self.0 {
            Kind::Elementary(law) => *law,
            Kind::Parts(parts) => Law::mixture(parts),
            Kind::Made(made) => Law::Made {
                // NaN would make the law unequal to itself.
                moments: (made.moments()).filter(|(mean, std)| mean.is_finite() && std.is_finite()),
                largest: made.largest().filter(|largest| !largest.is_nan()),
            },
            Kind::Drawn(drawn) => drawn.own_law().unwrap_or(Law::Drawn),
            Kind::Composed(composed) => composed.law(),
            Kind::Known(_) | Kind::Norm(..) => Law::Made {
                moments: None,
                largest: None,
            },
        }
    }

    /// How another framework makes the values, where code makes them.
    pub(crate) fn recipe(&self) -> Option<Recipe> {
        match &self.0 {
            Kind::Made(made) => made.recipe(),
            _ => None,
        }
    }

    /// Whether the values come from code outside this crate, which is rehearsed once before
    /// anything is written.
    pub(crate) fn is_foreign(&self) -> bool {
        match &self.0 {
            Kind::Made(made) => made.is_foreign(),
            Kind::Drawn(drawn) => drawn.own_law().is_none(),
            Kind::Composed(composed) => composed.is_foreign(),
            Kind::Elementary(_) | Kind::Parts(_) | Kind::Known(_) | Kind::Norm(..) => false,
        }
    }
}

/// A fill whose values are found from those of others, each an f64.
pub(super) enum Composed<'a> {
    /// The sum of two, with the number of sums that the first is made of, this one among them.
    Sum(Fill<'a>, Fill<'a>, usize),
    /// A function of each.
    Then(Fill<'a>, &'a dyn Fn(f64) -> f64),
    /// Each times a factor, or divided by it.
    Times(Fill<'a>, f64),
    Over(Fill<'a>, f64),
}

impl Composed<'_> {
    fn law(&self) -> Law {
        match self {
            Self::Sum(first, second, _) => {
                let (first, second) = (first.law(), second.law());
                let moments = first
                    .mean()
                    .zip(first.std())
                    .zip(second.mean().zip(second.std()));
                Law::Made {
                    moments: moments.map(|((mean, std), (other, spread))| {
                        (mean + other, sqrt64(std * std + spread * spread))
                    }),
                    largest: (first.reach().zip(second.reach()))
                        .map(|(first, second)| first + second)
                        .filter(|largest| largest.is_finite()),
                }
            }
            Self::Then(..) => Law::Made {
                moments: None,
                largest: None,
            },
            Self::Times(of, factor) => of.law().mapped(|value| value * factor),
            Self::Over(of, divisor) => of.law().mapped(|value| value / divisor),
        }
    }

    /// The number of sums that it is made of, at the first of two.
    fn sums(&self) -> usize {
        match self {
            Self::Sum(_, _, sums) => *sums,
            Self::Then(of, _) | Self::Times(of, _) | Self::Over(of, _) => of.sums(),
        }
    }

    /// The count of numbers held beside the values and those of one operand.
    pub(super) fn room(&self) -> usize {
        match self {
            Self::Sum(first, second, _) => first.room().max(second.room()),
            Self::Then(of, _) | Self::Times(of, _) | Self::Over(of, _) => of.room(),
        }
    }

    pub(super) fn is_foreign(&self) -> bool {
        match self {
            Self::Sum(first, second, _) => first.is_foreign() || second.is_foreign(),
            Self::Then(..) => true,
            Self::Times(of, _) | Self::Over(of, _) => of.is_foreign(),
        }
    }
}

impl fmt::Debug for Fill<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.law())
    }
}
