//! The options of a field, against the axes of its tensor.

use alloc::format;

use init_grammar::{Range, message};

use super::{Axes, Part};
use crate::error::{ErrorKind, Problem};

impl Axes {
    /// Checks the options against the lengths of the axes.
    pub(super) fn check_options(&self) -> Result<(), Problem> {
        let given = self.given();
        for (key, fan) in [
            ("fan_in", given.fan_in),
            ("fan_out", given.fan_out),
            ("base_fan_in", given.base_fan_in),
            ("base_fan_out", given.base_fan_out),
        ] {
            if let Some(fan) = fan.filter(|fan| !Range::Positive.holds(*fan)) {
                let message = message::outside(key, Range::Positive, fan);
                return Err(Problem::of(ErrorKind::FanZero, message));
            }
        }
        if let Some(groups) = given.groups {
            match self.weight() {
                Some((_, input, _)) if self.is_transposed() => {
                    divides("groups", groups, 'i', input)?;
                }
                _ => divides("groups", groups, 'o', self.output())?,
            }
        }
        match given.split.as_deref() {
            Some(&[split]) => divides("split", split, 'o', self.output())?,
            Some(widths) => {
                let sum = widths
                    .iter()
                    .fold(0, |sum: usize, &width| sum.saturating_add(width));
                if sum != self.output() || widths.contains(&0) {
                    let message = message::not_the_sum("split", widths, 'o', self.output());
                    return Err(Problem::of(ErrorKind::NotDivisible, message));
                }
            }
            None => {}
        }
        self.check_padding()
    }

    /// Checks that a part has whole groups.
    pub(crate) fn check_part(&self, part: &Part) -> Result<(), Problem> {
        let groups = self.given().groups.filter(|&groups| groups > 1);
        let Some(groups) = groups.filter(|_| part.flat.is_none()) else {
            return Ok(());
        };
        let (letter, place) = if self.is_transposed() {
            ('i', self.stacked + 1)
        } else {
            ('o', self.stacked)
        };
        let Some(indices) = self
            .order()
            .get(place)
            .and_then(|&axis| part.axes.get(axis))
        else {
            return Ok(());
        };
        let width = (self.shape[place] / groups).max(1);
        let is_whole = |end: usize| end.is_multiple_of(width);
        let mut ranges = indices.ranges();
        let Some(range) = ranges.find(|range| !is_whole(range.start) || !is_whole(range.end))
        else {
            return Ok(());
        };
        let text = format!(
            "the part has {}..{} along `{letter}`, which cuts a group: each has {width} indices",
            range.start, range.end
        );
        Err(Problem::new(ErrorKind::NotDivisible, text)
            .help("cut between groups: `Shard::range(…)`, or `Shard::flat(…)`"))
    }

    fn check_padding(&self) -> Result<(), Problem> {
        let Some(last) = self
            .given()
            .padding
            .as_ref()
            .and_then(|padding| padding.last())
        else {
            return Ok(());
        };
        let rows = if self.shape.len() > self.stacked {
            self.output()
        } else {
            0
        };
        if *last < rows {
            return Ok(());
        }
        let text = format!("`padding_index = {last}` is beyond the `o` axis of length {rows}");
        Err(Problem::new(ErrorKind::Argument, text).help("count from 0, up to the length less 1"))
    }
}

/// `parts` that do not divide an axis.
fn divides(key: &str, parts: usize, letter: char, length: usize) -> Result<(), Problem> {
    if parts > 0 && length.is_multiple_of(parts) {
        return Ok(());
    }
    let message = message::not_divisible(key, parts, letter, length);
    Err(Problem::of(ErrorKind::NotDivisible, message))
}
