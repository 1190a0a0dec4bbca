//! Some indices of one axis of a tensor, reset alone.

use alloc::collections::BTreeSet;
use alloc::string::String;
use alloc::vec::Vec;

use super::Reset;
use crate::engine::host_memory::try_reserved;
use crate::error::Problem;
use crate::parameter::{Parameter, canonical};
use crate::plan::Part;
use crate::tensor::Axes;
use crate::values::{Known, Values};

impl<K> Reset<'_, K> {
    /// Restricts the reset to the parameter at `path`, as [`only`](Reset::only) does, and of it to
    /// some indices of `axis`, which counts the tensor's own axes from 0: a slot of a table, a range
    /// of rows. Those get the bits that a reset of the whole gives them; the others stay.
    ///
    /// ```
    /// use init_core::{Initialize, Reset};
    ///
    /// #[derive(Initialize)]
    /// struct Memory {
    ///     #[init(normal)]
    ///     slots: [[f32; 4]; 8],
    /// }
    ///
    /// let mut whole = Memory { slots: [[7.0; 4]; 8] };
    /// let mut part = Memory { slots: [[7.0; 4]; 8] };
    /// Reset::seed(1).run(&mut whole)?;
    /// Reset::seed(1).part("slots", 0, 2..4).part("slots", 0, [6]).run(&mut part)?;
    /// assert_eq!(part.slots[2..4], whole.slots[2..4]);
    /// assert_eq!(part.slots[6], whole.slots[6]);
    /// assert_eq!(part.slots[4], [7.0; 4]);
    /// # Ok::<(), init_core::Error>(())
    /// ```
    ///
    /// The tensor is read and written as a whole, and its values are held as f64 meanwhile. A report
    /// does not judge it.
    pub fn part(
        mut self,
        path: impl Into<String>,
        axis: usize,
        indices: impl IntoIterator<Item = usize>,
    ) -> Self {
        let path = path.into();
        let indices = indices.into_iter().collect();
        match self.selection.parts.get_mut(&path) {
            Some(part) if part.axis == axis => part.indices.extend::<BTreeSet<usize>>(indices),
            Some(_) => self.selection.crossed = Some(path),
            None => {
                self.selection.parts.insert(path, Part { axis, indices });
            }
        }
        self
    }
}

/// The values of a tensor of which a part is new.
pub(super) struct Mixed(Vec<f64>);

impl Known for Mixed {
    fn give(&self, start: usize, out: &mut [f64]) {
        out.copy_from_slice(&self.0[start..start + out.len()]);
    }

    // A part of integers is an error of the plan.
    fn give_integers(&self, _: usize, _: &mut [i128]) {}
}

impl Mixed {
    /// Those that `tensor` holds, with the `values` of the part in their place.
    pub(super) fn new(
        tensor: &dyn Parameter,
        axes: &Axes,
        part: &Part,
        values: &Values<'_>,
    ) -> Result<Self, Problem> {
        let mut mixed = try_reserved(values.len())?;
        let count = canonical::read(axes, |sink| tensor.read(sink), &mut |old| {
            mixed.extend_from_slice(old);
        })?;
        if count != values.len() {
            return Err(Problem::read_length(values.len(), count));
        }
        let (step, within) = part.runs(axes);
        let mut place = 0;
        values.wide(|piece| {
            for &value in piece {
                if within[place / step % within.len()] {
                    mixed[place] = value;
                }
                place += 1;
            }
        })?;
        Ok(Self(mixed))
    }
}
