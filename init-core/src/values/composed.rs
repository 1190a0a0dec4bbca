//! Values made of those of other fills.

use alloc::vec::Vec;
use core::cell::Cell;

use super::fill::Composed;
use super::{Fill, Values};
use crate::dtype::DType;
use crate::engine::StreamKey;
use crate::engine::host_memory::try_reserved;
use crate::error::Problem;

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
        let mut values = try_reserved(self.axes.count())?;
        values.resize(self.axes.count(), 0.0);
        let alone = Values {
            key,
            fill,
            law: fill.law(),
            axes: self.axes,
            part: None,
            order: self.axes.order(),
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
