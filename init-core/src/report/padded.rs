//! A table of which a part is 0 whatever its law.

use super::Deviation;
use super::moments::Moments;
use crate::law::Law;
use crate::plan::Entry;
use crate::tensor::Padding;

/// The measurements of both parts.
#[derive(Debug)]
pub(super) struct Padded<'e> {
    padding: Padding<'e>,
    /// Those of the values that follow the law.
    others: Moments,
    /// The number of values so far.
    taken: usize,
    /// True as long as all of the padding is 0.
    is_zero: bool,
}

impl<'e> Padded<'e> {
    pub(super) fn of(entry: &'e Entry) -> Option<Self> {
        let padding = entry.axes.padding().filter(|_| *entry.law() != Law::Nan)?;
        Some(Self {
            padding,
            others: Moments::about(entry.law().mean().unwrap_or(0.0)),
            taken: 0,
            is_zero: true,
        })
    }

    /// Takes the next values in canonical order.
    pub(super) fn add(&mut self, values: &[f64]) {
        let mut end = 0;
        for part in self.padding.within(self.taken, values.len()) {
            self.others.add(&values[end..part.start]);
            self.is_zero &= values[part.clone()].iter().all(|&value| value == 0.0);
            end = part.end;
        }
        self.others.add(&values[end..]);
        self.taken += values.len();
    }

    pub(super) fn deviation(&self, entry: &Entry) -> Option<Deviation> {
        if self.is_zero {
            Deviation::of(&self.others, entry, true)
        } else {
            Some(Deviation::INFINITE)
        }
    }
}
