//! The types that the engine writes.

use super::Source;
use super::kernel::{Kernel, KernelF32, KernelF64};
use super::values::memory::Axis;
use crate::fill::Law;
use crate::parameter::DType;

pub(super) mod sealed {
    pub trait Sealed {}
}

/// A type of a tensor's elements that the engine writes: `f32`, `f64` and, with the feature
/// `half-2`, `f16` and `bf16` of half 2, with `float8-0_7` `F8E4M3` and `F8E5M2` of float8 0.7. This
/// trait is sealed.
pub trait Element: sealed::Sealed + Copy + Send + Sync + 'static {
    /// The type as a value.
    const DTYPE: DType;

    #[doc(hidden)]
    type Kernel: Kernel<Self>;

    /// Rounds to nearest, ties to even.
    #[doc(hidden)]
    fn round(value: f64) -> Self;

    /// The exact value.
    #[doc(hidden)]
    fn widen(self) -> f64;

    /// As many values from each of the logical indices `starts` on, one run behind the other.
    #[doc(hidden)]
    fn fill(kernel: &Self::Kernel, source: &Source, starts: &[u64], out: &mut [Self]);

    /// Carries a box of values to its places in memory.
    #[doc(hidden)]
    fn carry(axes: &[Axis], scratch: &[Self], memory: &mut [Self]);
}

/// The loops of an element. They are compiled here, not where they are called, so that the
/// optimization is this crate's: what is generic, provided by the trait or inlined is compiled
/// once more in the caller's profile.
macro_rules! compiled_here {
    () => {
        #[inline(never)]
        fn fill(
            kernel: &Self::Kernel,
            source: &$crate::engine::Source,
            starts: &[u64],
            out: &mut [Self],
        ) {
            $crate::engine::parallel::fill_runs::<Self>(kernel, source, starts, out);
        }

        #[inline(never)]
        fn carry(
            axes: &[$crate::engine::values::memory::Axis],
            scratch: &[Self],
            memory: &mut [Self],
        ) {
            let threads = $crate::engine::parallel::threads(scratch.len()) > 1;
            $crate::engine::values::carry::carry(axes, scratch, memory, threads);
        }
    };
}
#[cfg(feature = "half-2")]
pub(super) use compiled_here;

impl sealed::Sealed for f32 {}

impl Element for f32 {
    const DTYPE: DType = DType::F32;
    type Kernel = KernelF32;

    fn round(value: f64) -> Self {
        value as f32
    }

    fn widen(self) -> f64 {
        f64::from(self)
    }

    compiled_here! {}
}

impl sealed::Sealed for f64 {}

impl Element for f64 {
    const DTYPE: DType = DType::F64;
    type Kernel = KernelF64;

    fn round(value: f64) -> Self {
        value
    }

    fn widen(self) -> f64 {
        self
    }

    compiled_here! {}
}

/// The bounds of a law, rounded inward to `T`: the smallest and the largest value that may be
/// stored. `None` where no value lies between them.
pub(crate) fn stored_bounds<T: Element + Step>(law: &Law) -> Option<(T, T)> {
    let (low, high) = law.bounds()?;
    if let Law::Constant(value) = *law {
        // A constant is rounded to nearest, not held between bounds.
        return Some((T::round(value), T::round(value)));
    }
    let lowest = T::at_least(low);
    let highest = match law {
        Law::Uniform { .. } => T::below(high),
        _ => T::at_most(high),
    };
    // Beyond the range both would be one infinite value.
    let finite = lowest.widen() < f64::INFINITY && highest.widen() > f64::NEG_INFINITY;
    (finite && lowest.widen() <= highest.widen()).then_some((lowest, highest))
}

/// Neighbours in a type of float.
#[allow(
    unreachable_pub,
    reason = "with the feature `half-2` it bounds the type of a kernel, which is public"
)]
pub trait Step: Element {
    fn up(self) -> Self;
    fn down(self) -> Self;

    /// The smallest value ≥ `bound`.
    fn at_least(bound: f64) -> Self {
        let nearest = Self::round(bound);
        if nearest.widen() < bound {
            nearest.up()
        } else {
            nearest
        }
    }

    /// The largest value ≤ `bound`.
    fn at_most(bound: f64) -> Self {
        let nearest = Self::round(bound);
        if nearest.widen() > bound {
            nearest.down()
        } else {
            nearest
        }
    }

    /// The largest value < `bound`.
    fn below(bound: f64) -> Self {
        let nearest = Self::round(bound);
        if nearest.widen() >= bound {
            nearest.down()
        } else {
            nearest
        }
    }
}

impl Step for f32 {
    fn up(self) -> Self {
        self.next_up()
    }
    fn down(self) -> Self {
        self.next_down()
    }
}

impl Step for f64 {
    fn up(self) -> Self {
        self.next_up()
    }
    fn down(self) -> Self {
        self.next_down()
    }
}

/// Whether a tensor of `dtype` can store any value within the bounds of a law.
pub(crate) fn holds_a_value(law: &Law, dtype: DType) -> bool {
    law.bounds().is_none() || stored_range(law, dtype).is_some()
}

/// The smallest and the largest value that a tensor of `dtype` stores of a law with bounds.
pub(crate) fn stored_range(law: &Law, dtype: DType) -> Option<(f64, f64)> {
    fn of<T: Step>(law: &Law) -> Option<(f64, f64)> {
        let (low, high) = stored_bounds::<T>(law)?;
        Some((low.widen(), high.widen()))
    }
    match dtype {
        DType::F32 => of::<f32>(law),
        DType::F64 => of::<f64>(law),
        #[cfg(feature = "half-2")]
        DType::F16 => of::<half_2::f16>(law),
        #[cfg(feature = "half-2")]
        DType::Bf16 => of::<half_2::bf16>(law),
        #[cfg(feature = "float8-0_7")]
        DType::F8E4M3 => of::<float8_0_7::F8E4M3>(law),
        #[cfg(feature = "float8-0_7")]
        DType::F8E5M2 => of::<float8_0_7::F8E5M2>(law),
        // Types that this build does not write.
        #[allow(unreachable_patterns)]
        _ => None,
    }
}
