//! From the words of a tile to the values of a tile.
//!
//! A tile is 16 blocks of ChaCha8, 16 words each. With W words per value (1 for f32, 2 for
//! f64) it makes 256 / W values. Value v takes the words W·(v / 16) to W·(v / 16) + W − 1 of
//! block v mod 16. A normal comes in a pair from the words of two values that lie 16 apart.

use super::Element;
use super::chacha::{LANES, Tile};
use super::element::stored_bounds;
use super::transform::truncated::{TruncatedF32, TruncatedF64};
use super::transform::{normal, uniform};
use crate::fill::Law;

/// A law with everything precomputed that does not depend on the index.
pub trait Kernel<T>: Sized + core::fmt::Debug + Send + Sync {
    /// How many values a tile makes.
    const PER_TILE: usize;

    /// `None` for a law that is not elementary, or where no value of `T` lies between its
    /// bounds.
    fn new(law: &Law) -> Option<Self>;

    /// The values `skip..skip + out.len()` of a tile.
    fn tile(&self, tile: &Tile, skip: usize, out: &mut [T]);
}

macro_rules! kernel {
    (
        $(#[$attribute:meta])*
        $kernel:ident, $number:ident, $truncated:ident, words = $words:literal,
        |$tile:ident, $row:ident, $lane:ident| unit = $unit:expr, pair = $pair:expr,
        quantile($map:ident) = $quantile:expr
    ) => {
        $(#[$attribute])*
        #[derive(Debug, Clone)]
        pub enum $kernel {
            Constant($number),
            Uniform { low: $number, width: $number, lowest: $number, highest: $number },
            Normal { mean: $number, std: $number },
            Truncated {
                mean: $number,
                std: $number,
                lowest: $number,
                highest: $number,
                map: $truncated,
            },
        }

        impl Kernel<$number> for $kernel {
            const PER_TILE: usize = 256 / $words;

            fn new(law: &Law) -> Option<Self> {
                let round = <$number as Element>::round;
                Some(match *law {
                    Law::Constant(value) => Self::Constant(round(value)),
                    Law::Uniform { low, high } => {
                        let (lowest, highest) = stored_bounds(law)?;
                        Self::Uniform {
                            low: round(low),
                            width: round(high - low),
                            lowest,
                            highest,
                        }
                    }
                    Law::Normal { mean, std } => Self::Normal {
                        mean: round(mean),
                        std: round(std),
                    },
                    Law::TruncatedNormal { mean, std, low, high } => {
                        let (lowest, highest) = stored_bounds(law)?;
                        Self::Truncated {
                            mean: round(mean),
                            std: round(std),
                            lowest,
                            highest,
                            map: $truncated::new((low - mean) / std, (high - mean) / std),
                        }
                    }
                    Law::Made { .. } | Law::Drawn => return None,
                })
            }

            fn tile(&self, $tile: &Tile, skip: usize, out: &mut [$number]) {
                if let Self::Constant(value) = self {
                    out.fill(*value);
                    return;
                }
                let mut values = [0.0; 256 / $words];
                match self {
                    Self::Constant(_) => {}
                    Self::Uniform { low, width, lowest, highest } => {
                        for ($row, values) in values.chunks_exact_mut(LANES).enumerate() {
                            for ($lane, value) in values.iter_mut().enumerate() {
                                *value = clamp(low + width * $unit, *lowest, *highest);
                            }
                        }
                    }
                    Self::Normal { mean, std } => {
                        for ($row, values) in values.chunks_exact_mut(2 * LANES).enumerate() {
                            let (first, second) = values.split_at_mut(LANES);
                            for $lane in 0..LANES {
                                let (x, y) = $pair;
                                first[$lane] = mean + std * x;
                                second[$lane] = mean + std * y;
                            }
                        }
                    }
                    Self::Truncated { mean, std, lowest, highest, map: $map } => {
                        for ($row, values) in values.chunks_exact_mut(LANES).enumerate() {
                            for ($lane, value) in values.iter_mut().enumerate() {
                                *value = clamp(mean + std * $quantile, *lowest, *highest);
                            }
                        }
                    }
                }
                out.copy_from_slice(&values[skip..skip + out.len()]);
            }
        }
    };
}

/// min(max(value, low), high) for values that are never NaN.
#[inline(always)]
fn clamp<T: PartialOrd>(value: T, low: T, high: T) -> T {
    let raised = if value < low { low } else { value };
    if raised > high { high } else { raised }
}

kernel! {
    /// The kernels of f32: one word a value.
    KernelF32, f32, TruncatedF32, words = 1,
    |tile, row, lane|
    unit = uniform::unit_f32(tile[row][lane]),
    pair = normal::pair_f32(tile[2 * row][lane], tile[2 * row + 1][lane]),
    quantile(map) = map.map(tile[row][lane])
}

kernel! {
    /// The kernels of f64: two words a value.
    KernelF64, f64, TruncatedF64, words = 2,
    |tile, row, lane|
    unit = uniform::unit_f64(tile[2 * row][lane], tile[2 * row + 1][lane]),
    pair = normal::pair_f64(
        tile[4 * row][lane],
        tile[4 * row + 1][lane],
        tile[4 * row + 2][lane],
        tile[4 * row + 3][lane]
    ),
    quantile(map) = map.map(tile[2 * row][lane], tile[2 * row + 1][lane])
}
