//! Values of f16 and bf16: every step is rounded to the type, but for the elementary functions, which are
//! those of f32.

use alloc::vec;

use super::draw::{Draw, Sample};
use super::erf::erf;
use super::single;
use super::state::State;
use super::threefry::Words;
use crate::dtype::DType;
use crate::engine::parallel::parts;
use crate::engine::threads::CHUNK;
use crate::number::rounding;

/// A type of 16 bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Narrow {
    F16,
    Bf16,
}

impl Narrow {
    /// The type of elements, if it is one of these.
    pub(super) fn of(dtype: DType) -> Option<Self> {
        match dtype {
            DType::F16 => Some(Self::F16),
            DType::Bf16 => Some(Self::Bf16),
            _ => None,
        }
    }

    fn dtype(self) -> DType {
        match self {
            Self::F16 => DType::F16,
            Self::Bf16 => DType::Bf16,
        }
    }

    /// The bits of the nearest number.
    fn bits(self, value: f32) -> u16 {
        match self {
            Self::F16 => rounding::f16(value.to_bits()),
            Self::Bf16 => rounding::bf16(value.to_bits()),
        }
    }

    fn value(self, bits: u16) -> f32 {
        match self {
            Self::F16 => rounding::of_f16(bits) as f32,
            Self::Bf16 => rounding::of_bf16(bits) as f32,
        }
    }

    /// The nearest number.
    fn round(self, value: f32) -> f32 {
        self.value(self.bits(value))
    }

    /// The next larger number.
    fn next_up(self, value: f32) -> f32 {
        const SIGN: u16 = 1 << 15;
        let bits = self.bits(value);
        self.value(match bits {
            0 | SIGN => 1,
            _ if bits & SIGN == 0 => bits + 1,
            _ => bits - 1,
        })
    }

    /// The random bits of a number.
    fn width(self) -> u32 {
        match self {
            Self::F16 => 16,
            Self::Bf16 => 8,
        }
    }

    /// The number in [0, 1) that bits give.
    fn unit(self, bits: u32) -> f32 {
        let one = match self {
            Self::F16 => 0x3c00 | (bits & 0xffff) >> 6,
            Self::Bf16 => 0x3f80 | (bits & 0xff) >> 1,
        };
        self.value(one as u16) - 1.0
    }
}

/// The uniform numbers that a sample begins with, and the bounds of what comes of them.
struct Steps {
    narrow: Narrow,
    low: f32,
    width: f32,
    is_normal: bool,
    bounds: Option<(f32, f32)>,
    /// √2, by which a normal number is multiplied, or its product with the factor.
    root: f32,
    factor: f32,
    shift: f32,
}

impl Draw {
    /// Writes numbers of f16 or bf16.
    pub(super) fn narrow(&self, state: State, narrow: Narrow, out: &mut [f32]) {
        let words = state.stream_of(out.len(), narrow.dtype());
        let steps = self.steps(narrow);
        parts(out, CHUNK, out.len() > CHUNK, |n, part| {
            steps.uniform(words, (n * CHUNK) as u64, part);
            if !steps.is_normal {
                return steps.scale(part);
            }
            if state.form.fused {
                single::inverse_erfs::<true>(part);
            } else {
                single::inverse_erfs::<false>(part);
            }
            steps.normal(part);
            steps.scale(part);
        });
    }

    fn steps(&self, narrow: Narrow) -> Steps {
        let round = |value| narrow.round(value);
        let of = |value: f64| typed(narrow.dtype(), value) as f32;
        let root = of(core::f64::consts::SQRT_2);
        let (low, high, bounds) = match self.sample {
            Sample::Uniform { low, high } => (of(low), of(high), None),
            Sample::Normal => (-narrow.value(narrow.bits(1.0) - 1), 1.0, None),
            Sample::Truncated { low, high } => {
                let (low, high) = (of(low), of(high));
                let inverse_root = of(core::f64::consts::FRAC_1_SQRT_2);
                let share = |bound: f32| round(erf(round(bound * inverse_root)));
                let bounds = (narrow.next_up(low), -narrow.next_up(-high));
                (share(low), share(high), Some(bounds))
            }
        };
        let is_normal = !matches!(self.sample, Sample::Uniform { .. });
        let (root, factor) = match self.sample {
            Sample::Normal => self.factors(root.into(), narrow.dtype()),
            _ => (root.into(), self.factor),
        };
        Steps {
            narrow,
            low,
            width: round(high - low),
            is_normal,
            bounds,
            root: root as f32,
            factor: factor as f32,
            shift: self.shift() as f32,
        }
    }
}

impl Steps {
    /// Uniform numbers from an index on.
    fn uniform(&self, words: Words, start: u64, out: &mut [f32]) {
        let narrow = self.narrow;
        // The older stream cuts a word into several numbers.
        let each = words.total.map_or(1, |_| 32 / narrow.width() as usize);
        let mut drawn = vec![0; out.len().div_ceil(each)];
        single::bits_from(words, start / each as u64, &mut drawn);
        for (place, out) in out.iter_mut().enumerate() {
            let bits = drawn[place / each] >> (place % each * narrow.width() as usize);
            let product = narrow.round(narrow.unit(bits) * self.width);
            *out = self.low.max(narrow.round(product + self.low));
        }
    }

    /// Normal numbers of the inverse error function.
    fn normal(&self, values: &mut [f32]) {
        for value in values {
            let normal = self.narrow.round(self.narrow.round(*value) * self.root);
            *value = match self.bounds {
                Some((least, most)) => normal.max(least).min(most),
                None => normal,
            };
        }
    }

    fn scale(&self, values: &mut [f32]) {
        for value in values {
            let scaled = self.narrow.round(*value * self.factor);
            *value = self.narrow.round(scaled + self.shift);
        }
    }
}

/// The number of a type nearest to an f64, as JAX converts one of Python: to bf16 it goes by f32.
pub(super) fn typed(dtype: DType, value: f64) -> f64 {
    if dtype != DType::F16 || !value.is_finite() {
        return dtype.stored(value);
    }
    // Rounded to odd, an f32 is rounded to f16 as the number itself.
    let near = value as f32;
    let cut = if f64::from(near.abs()) > value.abs() {
        near.abs().next_down()
    } else {
        near.abs()
    };
    let inexact = f64::from(near) != value;
    let odd = f32::from_bits(cut.to_bits() | u32::from(inexact));
    dtype.stored(f64::from(odd.copysign(near)))
}
