//! The types of a tensor's elements, and the loops that write them.

use super::StreamKey;
use super::bounds::Stored;
use super::kernel::{Kernel, KernelF32, KernelF64};
use super::transpose::Axis;
use crate::dtype::DType;

pub(super) mod sealed {
    pub trait Sealed {}
}

/// A type of a tensor's elements that the engine writes: `f32`, `f64`, the integers from `i8` to
/// `u64`, `bool` and, with the feature `half-2`, `f16` and `bf16` of half 2, with `float8-0_7`
/// `F8E4M3` and `F8E5M2` of float8 0.7. This trait is sealed.
pub trait Element: sealed::Sealed + Stored + Send + Sync + 'static {
    /// The type as a value.
    const DTYPE: DType;

    #[doc(hidden)]
    type Kernel: Kernel<Self>;

    /// As many values from each of the logical indices `starts` on, one run after the other.
    #[doc(hidden)]
    fn write_runs(kernel: &Self::Kernel, key: &StreamKey, starts: &[u64], out: &mut [Self]);

    /// Copies a box of values to its positions in memory.
    #[doc(hidden)]
    fn transpose(axes: &[Axis], scratch: &[Self], memory: &mut [Self]);
}

/// The loops of an element. They are compiled here, not where they are called, so that this crate's
/// optimization applies: generic, inlined and provided functions are compiled again in the caller's
/// profile.
macro_rules! compiled_here {
    () => {
        #[inline(never)]
        fn write_runs(
            kernel: &Self::Kernel,
            key: &$crate::engine::StreamKey,
            starts: &[u64],
            out: &mut [Self],
        ) {
            $crate::engine::parallel::write_runs(kernel, key, starts, out);
        }

        #[inline(never)]
        fn transpose(
            axes: &[$crate::engine::transpose::Axis],
            scratch: &[Self],
            memory: &mut [Self],
        ) {
            let threads = $crate::engine::parallel::threads(scratch.len()) > 1;
            $crate::engine::transpose::transpose(axes, scratch, memory, threads);
        }
    };
}
pub(super) use compiled_here;

/// A type to which elements are widened: `f64`, which holds every float, or `i128`, which holds
/// every integer.
pub(crate) trait Wide: Copy + Default {
    fn of<T: Element>(element: T) -> Self;

    fn narrowed<T: Element>(self) -> T;
}

impl Wide for f64 {
    fn of<T: Element>(element: T) -> Self {
        element.widen()
    }

    fn narrowed<T: Element>(self) -> T {
        T::round(self)
    }
}

impl Wide for i128 {
    fn of<T: Element>(element: T) -> Self {
        element.to_integer()
    }

    fn narrowed<T: Element>(self) -> T {
        T::of_integer(self)
    }
}

impl sealed::Sealed for f32 {}

impl Element for f32 {
    const DTYPE: DType = DType::F32;
    type Kernel = KernelF32;

    compiled_here! {}
}

impl sealed::Sealed for f64 {}

impl Element for f64 {
    const DTYPE: DType = DType::F64;
    type Kernel = KernelF64;

    compiled_here! {}
}
