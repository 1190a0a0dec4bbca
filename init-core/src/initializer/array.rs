//! The numbers of an array.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use super::Initializer;
use crate::engine::Stream;
use crate::error::{ErrorKind, Problem};
use crate::tensor::{Target, shown};
use crate::values::{Drawn, Fill};

/// The numbers of an array, made by [`array`].
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
    /// One number for each of as many equal parts of the `o` axis: a bias for each gate.
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

    /// The length of a part.
    fn part(&self, target: &Target<'_>) -> Result<usize, Problem> {
        let (shape, parts) = (&target.shape()[target.stacked()..], self.numbers.len());
        let length = shape.first().copied().unwrap_or(1);
        if length % parts != 0 {
            return Err(Problem::new(
                ErrorKind::NotDivisible,
                format!(
                    "`array` has {parts} numbers, which do not divide the `o` axis of length {length}"
                ),
            )
            .help("give one number for each of the equal parts"));
        }
        let split = target.split();
        if split != 1 && split != parts {
            return Err(Problem::new(
                ErrorKind::Argument,
                format!("`array` has {parts} numbers for the {split} parts of `split`"),
            )
            .help("give one number for each part"));
        }
        Ok((length / parts).max(1))
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
        let axis = target.stacked();
        let part = if self.per_part {
            self.part(target)?
        } else if self.fits(target.shape()) {
            0
        } else {
            return Err(Problem::new(
                ErrorKind::Shape,
                format!(
                    "`array` has {} numbers, which are neither those of the shape {} nor of its trailing axes",
                    self.numbers.len(),
                    shown(target.shape())
                ),
            )
            .help("give a number for each value, or one for each part with `per_part`"));
        };
        Ok(Fill::drawn(Cells {
            numbers: &self.numbers,
            shape: target.shape().to_vec(),
            part,
            axis,
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
    /// The length of a part, or 0 for a number at each place.
    part: usize,
    /// The axis of the parts.
    axis: usize,
}

impl Drawn for Cells<'_> {
    fn draw(&self, index: &[usize], _: &mut Stream) -> f64 {
        if self.part > 0 {
            return self.numbers[index.get(self.axis).map_or(0, |place| place / self.part)];
        }
        let places = index.iter().zip(&self.shape);
        let flat = places.fold(0, |flat, (place, length)| flat * length + place);
        self.numbers[flat % self.numbers.len()]
    }
}
