//! Sines and cosines of positions.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use core::cell::OnceCell;

use init_grammar::Range;

use super::indexed::{flat, indexed};
use super::{Initializer, axes_of_layer, described, unless};
use crate::error::{ErrorKind, Problem};
use crate::number::double_double::DoubleDouble;
use crate::tensor::Target;
use crate::values::Fill;

/// The word, in an attribute and in messages.
const WORD: &str = "sincos";

/// A table of positions, made by [`sincos`].
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sincos {
    base: f64,
    width: Option<usize>,
    interleaved: bool,
    endpoint: bool,
}

/// Sines and cosines of the positions, one for each row: sin(p·ω) of h frequencies ω, then cos(p·ω), with
/// ω_i = `base`^(−i/h), by default 10000. The channels are those of the last axis, 2h of them; the axes
/// before it count the positions.
///
/// With [`width`](Sincos::width) the positions are those of an image's patches, row after row: half of the
/// channels are for the column, half for the row, as in MAE and in the plain `ViT`.
///
/// A. Vaswani and others, "Attention is all you need", 2017, section 3.5, whose table is
/// [`interleaved`](Sincos::interleaved).
///
/// ```
/// use init_core::initializer::sincos;
/// # let mut rng = init_core::hidden::doc::rng();
///
/// let mut table = [[0.0_f64; 4]; 10];
/// sincos().interleaved().fill(&mut table, &mut rng)?;
/// let angles = [3.0_f64.sin(), 3.0_f64.cos(), 0.03_f64.sin(), 0.03_f64.cos()];
/// assert!(table[3].iter().zip(angles).all(|(found, known)| (found - known).abs() < 1e-15));
///
/// // 14 × 14 patches of an image.
/// let mut patches = [[0.0_f32; 64]; 196];
/// sincos().width(14).fill(&mut patches, &mut rng)?;
/// # Ok::<(), init_core::Error>(())
/// ```
#[doc(alias("sinusoidal", "positional_encoding", "posemb_sincos_2d"))]
pub fn sincos() -> Sincos {
    Sincos {
        base: 10_000.0,
        width: None,
        interleaved: false,
        endpoint: false,
    }
}

impl Sincos {
    /// The ratio of the first frequency to what would be the one after the last, at least 2.
    pub fn base(mut self, base: impl Into<f64>) -> Self {
        self.base = base.into();
        self
    }

    /// The columns of a grid of positions.
    pub fn width(mut self, width: usize) -> Self {
        self.width = Some(width);
        self
    }

    /// Puts the cosine of each frequency next to its sine.
    pub fn interleaved(mut self) -> Self {
        self.interleaved = true;
        self
    }

    /// Makes `base` the ratio of the first frequency to the last, ω_i = `base`^(−i/(h − 1)), as
    /// tensor2tensor and the simple ViT of `vit-pytorch` do.
    pub fn endpoint(mut self) -> Self {
        self.endpoint = true;
        self
    }

    /// ω of each of `count` frequencies.
    fn frequencies(self, count: usize) -> Vec<DoubleDouble> {
        let intervals = if self.endpoint { count - 1 } else { count };
        let ln = DoubleDouble::from(self.base).ln();
        let step = ln / DoubleDouble::from(intervals.max(1) as f64);
        let frequency = |place| (-(step * DoubleDouble::from(place as f64))).exp();
        (0..count).map(frequency).collect()
    }
}

impl Initializer for Sincos {
    fn resolve<'a>(&'a self, target: &Target<'_>) -> Result<Fill<'a>, Problem> {
        axes_of_layer(WORD, target)?;
        Problem::unless_in(Range::AtLeastTwo, "base", self.base)?;
        let shape = target.shape()[target.stacked()..].to_vec();
        let channels = shape.last().copied().unwrap_or(0);
        let coordinates = if self.width.is_some() { 2 } else { 1 };
        if channels % (2 * coordinates) != 0 || self.width == Some(0) {
            let width = self
                .width
                .map_or_else(String::new, |width| format!(" with `width = {width}`"));
            return Err(Problem::new(
                ErrorKind::NotDivisible,
                format!(
                    "`sincos`{width} needs a last axis that {} divides, found {channels}",
                    2 * coordinates
                ),
            )
            .help("give `width` as the columns of the grid, at least 1, or leave it out"));
        }
        let (table, stacked) = (*self, target.stacked());
        let count = channels / (2 * coordinates);
        let frequencies = OnceCell::new();
        Ok(indexed(1.0, move |index, _| {
            let (&channel, positions) = index.split_last().unwrap_or((&0, &[]));
            let position = flat(&positions[stacked..], &shape);
            let (part, place) = (channel / (2 * count), channel % (2 * count));
            let position = match (table.width, part) {
                (None, _) => position,
                (Some(width), 0) => position % width,
                (Some(width), _) => position / width,
            };
            let (is_cosine, frequency) = if table.interleaved {
                (place % 2 == 1, place / 2)
            } else {
                (place >= count, place % count)
            };
            let frequencies: &Vec<_> = frequencies.get_or_init(|| table.frequencies(count));
            let angle = frequencies[frequency] * DoubleDouble::from(position as f64);
            let (sine, cosine) = angle.sin_cos();
            if is_cosine { cosine } else { sine }
        }))
    }

    fn describe(&self) -> String {
        let mut text = described(
            WORD,
            &[
                ("base", unless(&10_000.0, &self.base)),
                ("width", self.width.map(|width| format!("{width}"))),
            ],
        );
        for (given, flag) in [
            (self.interleaved, ", interleaved"),
            (self.endpoint, ", endpoint"),
        ] {
            if given {
                text.push_str(flag);
            }
        }
        text
    }
}
