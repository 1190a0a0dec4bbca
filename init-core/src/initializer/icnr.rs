//! Sub-pixel convolutions without a checkerboard.

use alloc::format;
use alloc::string::String;

use init_grammar::message::{Notation, needs_key};

use super::layers::layered;
use super::variance_scaling::std;
use super::{Initializer, axes_of_layer, described, not_negative, unless};
use crate::engine::Stream;
use crate::error::{ErrorKind, Problem};
use crate::law::LARGEST_NORMAL;
use crate::number::arithmetic::sqrt64;
use crate::tensor::{FanMode, Target};
use crate::values::{Fill, Made};

/// The word, in an attribute and in messages.
const WORD: &str = "icnr";

/// The weight before a pixel shuffle, made by [`icnr`].
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Icnr {
    factor: Option<usize>,
    gain: f64,
}

/// Normal, std `gain` / √fan_in (by default √2), the same filter for every output channel that a pixel
/// shuffle by `factor` puts side by side: the image begins as a resized one, without a checkerboard.
/// Those are `factor`² neighbours along `o` for an image, `factor` for a signal.
///
/// A. Aitken and others, "Checkerboard artifact free sub-pixel convolution", 2017; `ICNR` of fastai.
///
/// ```
/// use init_core::initializer::icnr;
/// # let mut rng = init_core::hidden::doc::rng();
///
/// let mut weight = [[[[0.0_f32; 3]; 3]; 16]; 12];
/// icnr().factor(2).fill(&mut weight, &mut rng)?;
/// assert!(weight[0] == weight[3] && weight[0] != weight[4]);
/// # Ok::<(), init_core::Error>(())
/// ```
pub fn icnr() -> Icnr {
    Icnr {
        factor: None,
        gain: sqrt64(2.0),
    }
}

impl Icnr {
    /// The factor by which the pixel shuffle enlarges each axis. It must be given.
    pub fn factor(mut self, factor: usize) -> Self {
        self.factor = Some(factor);
        self
    }

    /// The factor on the standard deviation.
    pub fn gain(mut self, gain: impl Into<f64>) -> Self {
        self.gain = gain.into();
        self
    }
}

impl Initializer for Icnr {
    fn resolve<'a>(&'a self, target: &Target<'_>) -> Result<Fill<'a>, Problem> {
        let (outputs, _, field) = axes_of_layer(WORD, target)?;
        not_negative("gain", self.gain)?;
        let factor = self.factor.ok_or_else(|| {
            let message = needs_key(Notation::Attribute, WORD, "factor");
            Problem::of(ErrorKind::Argument, message)
        })?;
        let copies = field
            .iter()
            .fold(1, |copies: usize, _| copies.saturating_mul(factor));
        if copies == 0 || outputs % copies != 0 {
            return Err(Problem::new(
                ErrorKind::NotDivisible,
                format!(
                    "`icnr` with `factor = {factor}` needs an `o` axis that {copies} divides, found {outputs}"
                ),
            )
            .help("give the factor of the pixel shuffle, `factor = …`"));
        }
        let std = std(WORD, FanMode::FanIn, target, |fan| self.gain / sqrt64(fan))?;
        let filters = Filters {
            outputs,
            copies,
            std,
        };
        Ok(layered(target, filters))
    }

    fn describe(&self) -> String {
        described(
            WORD,
            &[
                ("factor", self.factor.map(|factor| format!("{factor}"))),
                ("gain", unless(&sqrt64(2.0), &self.gain)),
            ],
        )
    }
}

/// Filters, each in several copies.
#[derive(Debug)]
struct Filters {
    outputs: usize,
    copies: usize,
    std: f64,
}

impl Made for Filters {
    fn make(&self, _: &[usize], stream: &mut Stream, out: &mut [f64]) -> Result<(), Problem> {
        let filters = self.outputs / self.copies;
        let length = out.len() / self.outputs;
        stream.normals(&mut out[..filters * length]);
        // From the last, so that none is overwritten before it is read.
        for output in (0..self.outputs).rev() {
            let from = output / self.copies * length;
            out.copy_within(from..from + length, output * length);
        }
        for value in out {
            *value *= self.std;
        }
        Ok(())
    }

    fn moments(&self) -> Option<(f64, f64)> {
        Some((0.0, self.std))
    }

    fn largest(&self) -> Option<f64> {
        Some(LARGEST_NORMAL * self.std)
    }

    fn is_foreign(&self) -> bool {
        false
    }
}
