//! Values made of those of other fills.

use alloc::vec::Vec;
use core::cell::Cell;

use super::{Fill, Law, Values};
use crate::dtype::DType;
use crate::engine::StreamKey;
use crate::engine::host_memory::try_reserved;
use crate::error::Problem;
use crate::number::arithmetic::sqrt64;

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
    pub(super) fn law(&self) -> Law {
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
    pub(super) fn sums(&self) -> usize {
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

impl Values<'_> {
    /// The values of a composed fill.
    pub(super) fn compose(&self, composed: &Composed<'_>) -> Result<Vec<f64>, Problem> {
        Ok(match composed {
            Composed::Sum(first, second, sums) => {
                let mut values = self.of_fill(first, self.key)?;
                let other = self.of_fill(second, self.key.beside(*sums))?;
                for (value, other) in values.iter_mut().zip(other) {
                    *value += other;
                }
                values
            }
            Composed::Then(of, function) => self.each_of(of, function)?,
            Composed::Times(of, factor) => self.each_of(of, |value| value * factor)?,
            Composed::Over(of, divisor) => self.each_of(of, |value| value / divisor)?,
        })
    }

    fn each_of(&self, of: &Fill<'_>, map: impl Fn(f64) -> f64) -> Result<Vec<f64>, Problem> {
        let mut values = self.of_fill(of, self.key)?;
        for value in &mut values {
            *value = map(*value);
        }
        Ok(values)
    }

    /// The values of another fill of the same tensor, as f64.
    fn of_fill(&self, fill: &Fill<'_>, key: StreamKey) -> Result<Vec<f64>, Problem> {
        let mut values = try_reserved(self.len())?;
        values.resize(self.len(), 0.0);
        let alone = Values {
            key,
            fill,
            law: fill.law(),
            axes: self.axes,
            order: self.order.clone(),
            dtype: DType::F64,
            padding: None,
            meter: None,
            threads: self.threads,
            taken: Cell::new(false),
        };
        alone.range(0, &mut values)?;
        Ok(values)
    }
}
