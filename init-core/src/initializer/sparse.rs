//! Normal, with zeros in each column or row.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use init_grammar::Range;
use init_grammar::message::{Notation, needs_key};

use super::{Initializer, axes_of_layer, described, layered, not_negative, unless};
use crate::engine::Stream;
use crate::error::{ErrorKind, Problem};
use crate::law::LARGEST_NORMAL;
use crate::number::arithmetic::sqrt64;
use crate::tensor::Target;
use crate::values::{Fill, Made, Recipe};

/// Sparse initialization, made by [`sparse`].
///
/// J. Martens, "Deep learning via Hessian-free optimization", 2010.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sparse {
    sparsity: Option<f64>,
    std: f64,
    per_row: bool,
}

/// Normal with std 0.01 unless set, and zero at ⌈sparsity · rows⌉ entries of each column, drawn
/// without replacement: `torch.nn.init.sparse_`. A column holds the weights of one input: it
/// runs along the `o` axis of a matrix.
///
/// ```
/// use init_core::initializer::sparse;
/// # let mut rng = init_core::hidden::doc::rng();
///
/// let mut weight = [[0.0_f32; 4]; 10];
/// sparse().sparsity(0.25).fill(&mut weight, &mut rng)?;
/// for column in 0..4 {
///     assert_eq!(weight.iter().filter(|row| row[column] == 0.0).count(), 3);
/// }
/// # Ok::<(), init_core::Error>(())
/// ```
#[doc(alias("sparse_"))]
pub fn sparse() -> Sparse {
    Sparse {
        sparsity: None,
        std: 0.01,
        per_row: false,
    }
}

impl Sparse {
    /// The part of each column or row that is zero, from 0 to 1. It must be given.
    pub fn sparsity(mut self, sparsity: impl Into<f64>) -> Self {
        self.sparsity = Some(sparsity.into());
        self
    }

    /// The standard deviation of the other values.
    pub fn std(mut self, std: impl Into<f64>) -> Self {
        self.std = std.into();
        self
    }

    /// Counts the zeros of each row, the weights of one output, in place of each column: MLX's `sparse`.
    ///
    /// ```
    /// use init_core::initializer::sparse;
    /// # let mut rng = init_core::hidden::doc::rng();
    ///
    /// let mut weight = [[0.0_f32; 10]; 4];
    /// sparse().sparsity(0.25).per_row().fill(&mut weight, &mut rng)?;
    /// for row in weight {
    ///     assert_eq!(row.iter().filter(|weight| **weight == 0.0).count(), 3);
    /// }
    /// # Ok::<(), init_core::Error>(())
    /// ```
    pub fn per_row(mut self) -> Self {
        self.per_row = true;
        self
    }
}

impl Initializer for Sparse {
    fn resolve<'a>(&'a self, target: &Target<'_>) -> Result<Fill<'a>, Problem> {
        let (rows, width, _) = axes_of_layer("sparse", target)?;
        not_negative("std", self.std)?;
        // The number of lines that have zeros, and the length of each.
        let (lines, length, noun) = if self.per_row {
            (rows, width, "columns")
        } else {
            (width, rows, "rows")
        };
        if u32::try_from(length).is_err() {
            return Err(Problem::new(
                ErrorKind::TooLarge,
                format!("`sparse` draws among at most 2^32 − 1 {noun}, found {length}"),
            ));
        }
        let sparsity = self.sparsity.ok_or_else(|| {
            let message = needs_key(Notation::Attribute, "sparse", "sparsity");
            Problem::of(ErrorKind::Argument, message)
        })?;
        Problem::unless_in(Range::Unit, "sparsity", sparsity)?;
        Ok(layered(
            target,
            Sparsified {
                lines,
                length,
                steps: if self.per_row { (width, 1) } else { (1, width) },
                // Not more than `length`, since the sparsity is at most 1.
                zeros: ceil(sparsity * length as f64),
                std: self.std,
            },
        ))
    }

    fn describe(&self) -> String {
        let mut text = described(
            "sparse",
            &[
                (
                    "sparsity",
                    self.sparsity.map(|sparsity| format!("{sparsity:?}")),
                ),
                ("std", unless(&0.01, &self.std)),
            ],
        );
        if self.per_row {
            text.push_str(", per_row");
        }
        text
    }
}

fn ceil(value: f64) -> usize {
    let whole = value as usize;
    whole + usize::from((whole as f64) < value)
}

#[derive(Debug)]
struct Sparsified {
    /// The number of columns or rows, and the length of each.
    lines: usize,
    length: usize,
    /// The distance in memory from one of them to the next, and between neighbours of one.
    steps: (usize, usize),
    zeros: usize,
    std: f64,
}

impl Made for Sparsified {
    fn make(&self, _: &[usize], stream: &mut Stream, out: &mut [f64]) -> Result<(), Problem> {
        for pair in out.chunks_mut(2) {
            let (first, second) = stream.normal_pair();
            for (value, normal) in pair.iter_mut().zip([first, second]) {
                *value = self.std * normal;
            }
        }
        let mut places: Vec<usize> = Vec::new();
        for line in 0..self.lines {
            places.clear();
            places.extend(0..self.length);
            for chosen in 0..self.zeros {
                let other = chosen + stream.below((self.length - chosen) as u32) as usize;
                places.swap(chosen, other);
                out[line * self.steps.0 + places[chosen] * self.steps.1] = 0.0;
            }
        }
        Ok(())
    }

    fn moments(&self) -> Option<(f64, f64)> {
        let kept = (self.length - self.zeros) as f64 / self.length.max(1) as f64;
        Some((0.0, self.std * sqrt64(kept)))
    }

    fn largest(&self) -> Option<f64> {
        Some(LARGEST_NORMAL * self.std)
    }

    fn recipe(&self) -> Option<Recipe> {
        let by_column = self.steps == (1, self.lines);
        by_column.then_some(Recipe::Sparse {
            rows: self.length,
            columns: self.lines,
            zeros: self.zeros,
            std: self.std,
        })
    }

    fn is_foreign(&self) -> bool {
        false
    }
}
