//! The identity of a convolution.

use alloc::format;
use alloc::string::String;

use super::{Initializer, axes_of_layer, described, finite, layered, unless};
use crate::engine::Stream;
use crate::error::{ErrorKind, Problem};
use crate::tensor::{Target, count};
use crate::values::{Fill, Made};

/// The identity of a convolution, made by [`dirac`].
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Dirac {
    gain: f64,
}

/// `gain` (by default 1) at the centre of the kernel that carries input channel d to output channel d of its
/// group, 0 elsewhere: `torch.nn.init.dirac_`. The centre of an axis of length k is k/2,
/// rounded down. The number of groups is that of the field, `groups = …`. For the field of a transposed
/// convolution with groups, give the `layout`: its channels lie along `i`.
///
/// ```
/// use init_core::initializer::dirac;
/// # let mut rng = init_core::hidden::doc::rng();
///
/// let mut weight = [[[0.0_f32; 3]; 2]; 2];
/// dirac().fill(&mut weight, &mut rng)?;
/// assert_eq!(weight, [[[0.0, 1.0, 0.0], [0.0; 3]], [[0.0; 3], [0.0, 1.0, 0.0]]]);
/// # Ok::<(), init_core::Error>(())
/// ```
#[doc(alias("dirac_"))]
pub fn dirac() -> Dirac {
    Dirac { gain: 1.0 }
}

impl Dirac {
    /// The value at the centres.
    pub fn gain(mut self, gain: impl Into<f64>) -> Self {
        self.gain = gain.into();
        self
    }
}

impl Initializer for Dirac {
    fn resolve<'a>(&'a self, target: &Target<'_>) -> Result<Fill<'a>, Problem> {
        let (outputs, inputs, field) = axes_of_layer("dirac", target)?;
        finite("gain", self.gain)?;
        let (groups, along_inputs) = (target.groups(), target.has_groups_along_inputs());
        let (axis, channels) = if along_inputs {
            ("i", inputs)
        } else {
            ("o", outputs)
        };
        if channels % groups != 0 {
            return Err(Problem::new(
                ErrorKind::NotDivisible,
                format!(
                    "`dirac` with `groups = {groups}` needs an `{axis}` axis that they divide, found {channels}"
                ),
            ));
        }
        let centre = field.iter().fold(0, |centre: usize, length| {
            centre.saturating_mul(*length).saturating_add(length / 2)
        });
        Ok(layered(
            target,
            Kernel {
                gain: self.gain,
                outputs,
                inputs,
                field: count(field),
                centre,
                per_group: channels / groups,
                along_inputs,
            },
        ))
    }

    fn describe(&self) -> String {
        described("dirac", &[("gain", unless(&1.0, &self.gain))])
    }
}

#[derive(Debug)]
struct Kernel {
    gain: f64,
    outputs: usize,
    inputs: usize,
    field: usize,
    centre: usize,
    /// The number of channels of a group along the axis that has all groups.
    per_group: usize,
    along_inputs: bool,
}

impl Made for Kernel {
    fn make(&self, _: &[usize], _: &mut Stream, out: &mut [f64]) -> Result<(), Problem> {
        if self.field == 0 {
            return Ok(());
        }
        let mut connect = |output: usize, input: usize| {
            if output < self.outputs && input < self.inputs {
                out[(output * self.inputs + input) * self.field + self.centre] = self.gain;
            }
        };
        if self.along_inputs {
            (0..self.inputs).for_each(|input| connect(input % self.per_group, input));
        } else {
            (0..self.outputs).for_each(|output| connect(output, output % self.per_group));
        }
        Ok(())
    }

    fn largest(&self) -> Option<f64> {
        Some(self.gain.abs())
    }

    fn is_foreign(&self) -> bool {
        false
    }
}
