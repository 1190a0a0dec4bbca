//! The numbers of an array.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use super::Initializer;
use super::indexed::flat;
use crate::engine::Stream;
use crate::error::{ErrorKind, Problem};
use crate::tensor::{Target, count, shown};
use crate::values::{Drawn, Fill};

/// The numbers of an array, made by [`array`](fn@array).
#[derive(Debug, Clone, PartialEq)]
pub struct Array {
    numbers: Vec<f64>,
    per_part: bool,
}

/// The numbers of an array, in row-major order: `jax.nn.initializers.constant` of an array. Fewer
/// numbers than the tensor has are repeated along its leading axes; their count is then that of its
/// trailing ones.
///
/// ```
/// use init_core::initializer::array;
/// # let mut rng = init_core::hidden::doc::rng();
///
/// let mut mean = [[0.0_f32; 3]; 2];
/// array([0.485, 0.456, 0.406]).fill(&mut mean, &mut rng)?;
/// assert_eq!(mean, [[0.485, 0.456, 0.406]; 2]);
/// # Ok::<(), init_core::Error>(())
/// ```
///
/// With [`per_part`](Array::per_part) there is one number for each gate, head or other part of the first
/// axis.
///
/// The order is that of the canonical axes, where a layout is declared. A tensor of integers takes an
/// array of integers.
#[doc(alias("from_array", "gate_bias", "forget_bias", "unit_forget_bias"))]
pub fn array<N: Into<f64>>(numbers: impl IntoIterator<Item = N>) -> Array {
    Array {
        numbers: numbers.into_iter().map(Into::into).collect(),
        per_part: false,
    }
}

impl Array {
    /// One number for each part of the `o` axis, as `split` declares them, or else for each of as many
    /// equal parts: a bias for each gate.
    ///
    /// ```
    /// use init_core::Initialize;
    ///
    /// /// The gates of an LSTM are i, f, g, o: it begins by remembering.
    /// #[derive(Initialize)]
    /// struct Lstm {
    ///     #[init(array = [0.0, 1.0, 0.0, 0.0], per_part)]
    ///     bias: [f32; 8],
    /// }
    ///
    /// # let mut rng = init_core::hidden::doc::rng();
    /// let mut lstm = Lstm { bias: [7.0; 8] };
    /// lstm.reset_parameters(&mut rng);
    /// assert_eq!(lstm.bias, [0.0, 0.0, 1.0, 1.0, 0.0, 0.0, 0.0, 0.0]);
    /// ```
    pub fn per_part(mut self) -> Self {
        self.per_part = true;
        self
    }

    /// The ends of the parts along the `o` axis of this length.
    fn ends(&self, target: &Target<'_>, length: usize) -> Result<Vec<usize>, Problem> {
        let numbers = self.numbers.len();
        let parts = match target.parts() {
            parts if parts.len() == 1 && length.is_multiple_of(numbers) => {
                alloc::vec![length / numbers; numbers]
            }
            parts if parts.len() == 1 => {
                return Err(Problem::new(
                    ErrorKind::NotDivisible,
                    format!(
                        "`array` has {numbers} numbers, which do not divide the `o` axis of length {length}"
                    ),
                )
                .help("give one number for each of the equal parts"));
            }
            parts if parts.len() == numbers => parts,
            parts => {
                return Err(Problem::new(
                    ErrorKind::Argument,
                    format!(
                        "`array` has {numbers} numbers for the {} parts of `split`",
                        parts.len()
                    ),
                )
                .help("give one number for each part"));
            }
        };
        let mut end = 0;
        let ends = parts.into_iter().map(|part| {
            end += part;
            end
        });
        Ok(ends.collect())
    }

    /// Whether the numbers are those of the tensor, or of its trailing axes.
    fn fits(&self, shape: &[usize]) -> bool {
        let mut count: usize = 1;
        let mut trailing = shape.iter().rev();
        while count != self.numbers.len() {
            match trailing.next() {
                Some(length) => count = count.saturating_mul(*length),
                None => return false,
            }
        }
        true
    }
}

impl Initializer for Array {
    fn resolve<'a>(&'a self, target: &Target<'_>) -> Result<Fill<'a>, Problem> {
        if target.is_empty() {
            return Ok(Fill::constant(0.0));
        }
        if self.numbers.is_empty() {
            return Err(
                Problem::new(ErrorKind::Argument, "`array` has no numbers").help("write `zeros`")
            );
        }
        let shape = target.shape();
        let layer = &shape[target.stacked()..];
        let length = target
            .weight()
            .map_or(count(layer), |(outputs, ..)| outputs);
        let ends = if self.per_part {
            self.ends(target, length)?
        } else if self.fits(shape) {
            Vec::new()
        } else {
            return Err(Problem::new(
                ErrorKind::Shape,
                format!(
                    "`array` has {} numbers, which are neither those of the shape {} nor of its trailing axes",
                    self.numbers.len(),
                    shown(shape)
                ),
            )
            .help("give a number for each value, or one for each part with `per_part`"));
        };
        Ok(Fill::drawn(Cells {
            numbers: &self.numbers,
            shape: shape.to_vec(),
            ends,
            layer: count(layer),
            length,
        }))
    }

    fn describe(&self) -> String {
        let per_part = if self.per_part { ", per_part" } else { "" };
        format!("array = {:?}{per_part}", self.numbers)
    }
}

/// The number at an index.
struct Cells<'a> {
    numbers: &'a [f64],
    shape: Vec<usize>,
    /// The ends of the parts along `o`; none for a number at each place.
    ends: Vec<usize>,
    /// The number of values in one of the stacked layers, and the length of its `o` axis.
    layer: usize,
    length: usize,
}

impl Drawn for Cells<'_> {
    fn draw(&self, index: &[usize], _: &mut Stream) -> f64 {
        let place = flat(index, &self.shape);
        if self.ends.is_empty() {
            return self.numbers[place % self.numbers.len()];
        }
        let output = place % self.layer / (self.layer / self.length);
        self.numbers[self.ends.partition_point(|end| *end <= output)]
    }
}
