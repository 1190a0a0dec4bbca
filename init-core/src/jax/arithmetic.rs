//! The arithmetic of `jax.nn.initializers` and of Keras: which numbers are f64, and which of the type.

use super::draw::{Draw, Sample};
use super::narrow::typed;
use super::scheme::{Distribution, STD_AT_TWO, Scheme, TWO};
use crate::dtype::DType;
use crate::number::arithmetic::sqrt64;

impl Scheme {
    /// What `jax.nn.initializers` draws for elements of a type; `None` where that is nothing, or a
    /// matrix. A uniform law that does not begin at 0 is `jax.random.uniform`.
    pub(super) fn of_jax(self, dtype: DType, two_products: bool) -> Option<Draw> {
        let of = |value: f64| typed(dtype, value);
        let root = |value: f64| dtype.stored(sqrt64(value));
        let normal = |std: f64| Draw {
            factor: std,
            one_product: !two_products,
            ..Draw::of(Sample::Normal)
        };
        let truncated = |(low, high): (f64, f64), std: f64| Draw {
            factor: std,
            ..Draw::of(Sample::Truncated { low, high })
        };
        Some(match self {
            Self::Nothing | Self::Orthogonal => return None,
            Self::Uniform { low, high } => {
                let (from, factor) = if low == 0.0 {
                    (1.0, of(high))
                } else {
                    (high, 1.0)
                };
                Draw {
                    factor,
                    ..Draw::of(Sample::Uniform { low, high: from })
                }
            }
            Self::Normal { std, .. } => normal(of(std)),
            Self::Truncated { std, bounds, .. } => truncated(bounds, of(std)),
            Self::Scaled {
                scale,
                fan,
                distribution,
            } => {
                let variance = of(scale / fan);
                match distribution {
                    Distribution::Normal => normal(root(variance)),
                    Distribution::Truncated => {
                        truncated(TWO, dtype.stored(root(variance) / of(STD_AT_TWO)))
                    }
                    Distribution::Uniform => Draw {
                        factor: root(dtype.stored(3.0 * variance)),
                        ..Draw::of(Sample::Uniform {
                            low: -1.0,
                            high: 1.0,
                        })
                    },
                }
            }
        })
    }

    /// What `keras.initializers` draws for elements of f32 on the backend of JAX.
    pub(super) fn of_keras(self) -> Option<Draw> {
        let single = |value: f64| f64::from(value as f32);
        let scaled = |sample: Sample, mean: f64, std: f64| Draw {
            factor: single(std),
            shift: Some(single(mean)),
            ..Draw::of(sample)
        };
        let truncated = Sample::Truncated {
            low: TWO.0,
            high: TWO.1,
        };
        Some(match self {
            Self::Nothing | Self::Orthogonal => return None,
            Self::Uniform { low, high } => Draw::of(Sample::Uniform { low, high }),
            Self::Normal { mean, std } => scaled(Sample::Normal, mean, std),
            Self::Truncated { mean, std, .. } => scaled(truncated, mean, std),
            Self::Scaled {
                scale,
                fan,
                distribution,
            } => {
                let variance = scale / fan.max(1.0);
                match distribution {
                    Distribution::Normal => scaled(Sample::Normal, 0.0, sqrt64(variance)),
                    Distribution::Truncated => {
                        scaled(truncated, 0.0, sqrt64(variance) / STD_AT_TWO)
                    }
                    Distribution::Uniform => {
                        let limit = sqrt64(3.0 * variance);
                        Draw::of(Sample::Uniform {
                            low: -limit,
                            high: limit,
                        })
                    }
                }
            }
        })
    }
}
