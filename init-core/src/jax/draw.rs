//! Draws: a sample of `jax.random`, its scale and its shift.

use super::erf::{HALF_ROOT, erf};
use super::single::{self, Between, Map, Normal, Scaled, Uniform};
use super::state::State;
use crate::dtype::DType;

/// A function of `jax.random`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Sample {
    Uniform {
        low: f64,
        high: f64,
    },
    Normal,
    /// The bounds are those of the standard normal law.
    Truncated {
        low: f64,
        high: f64,
    },
}

/// The numbers of a sample, times a factor, plus a shift: numbers of the type that is drawn.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Draw {
    pub(super) sample: Sample,
    pub(super) factor: f64,
    pub(super) shift: Option<f64>,
    /// True where a normal number is multiplied by the product of √2 and the factor.
    pub(super) one_product: bool,
}

/// The number just below 1, negative: where the uniform numbers begin of which normal ones are made.
const AFTER_MINUS_ONE: f32 = -1.0 + f32::EPSILON / 2.0;

impl Draw {
    pub(super) fn of(sample: Sample) -> Self {
        Self {
            sample,
            factor: 1.0,
            shift: None,
            one_product: false,
        }
    }

    /// The factors of a normal number, one after the other, where `root` is √2 as a number of the type.
    pub(super) fn factors(&self, root: f64, dtype: DType) -> (f64, f64) {
        if self.one_product {
            (dtype.stored(root * self.factor), 1.0)
        } else {
            (root, self.factor)
        }
    }

    /// What is added: -0, which changes nothing, where there is no shift.
    pub(super) fn shift(&self) -> f64 {
        self.shift.unwrap_or(-0.0)
    }

    /// Writes numbers of f32.
    pub(super) fn single(&self, state: State, out: &mut [f32]) {
        if state.form.fused {
            self.single_of::<true>(state, out);
        } else {
            self.single_of::<false>(state, out);
        }
    }

    fn single_of<const FUSED: bool>(&self, state: State, out: &mut [f32]) {
        let root = core::f32::consts::SQRT_2;
        let uniform = Uniform::<FUSED>::new;
        match self.sample {
            Sample::Uniform { low, high } => {
                self.scaled(state, uniform(low as f32, high as f32), self.factor, out);
            }
            Sample::Normal => {
                let (first, second) = self.factors(root.into(), DType::F32);
                let normal = Normal::<FUSED, false> {
                    uniform: uniform(AFTER_MINUS_ONE, 1.0),
                    factor: first as f32,
                };
                self.scaled(state, normal, second, out);
            }
            Sample::Truncated { low, high } => {
                let (low, high) = (low as f32, high as f32);
                let of = Normal::<FUSED, true> {
                    uniform: uniform(erf(low * HALF_ROOT), erf(high * HALF_ROOT)),
                    factor: root,
                };
                let truncated = Between {
                    of,
                    least: low.next_up(),
                    most: high.next_down(),
                };
                self.scaled(state, truncated, self.factor, out);
            }
        }
    }

    fn scaled(&self, state: State, of: impl Map, factor: f64, out: &mut [f32]) {
        let map = Scaled {
            of,
            factor: factor as f32,
            shift: self.shift() as f32,
        };
        single::fill(state.stream(out.len() as u64), map, out);
    }
}
