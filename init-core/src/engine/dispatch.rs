//! The choice of the vectors that a fill is computed with.

use core::sync::atomic::{AtomicU8, Ordering};

use super::chacha::WordSource;
use super::kernel::Kernel;
#[cfg(feature = "simd")]
use super::lanes::vector::Vector;
use super::lanes::{Register, Scalar};
#[cfg(feature = "simd")]
use fearless_simd::Simd;

/// A width of vectors. All give the same bits.
#[doc(hidden)]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Level {
    /// One value at a time.
    Scalar = 1,
    /// The vectors of 128 bits that every processor of the target has: SSE2, NEON, or
    /// WebAssembly's.
    Baseline,
    Avx2,
    Avx512,
}

/// The level that fills use; 0 until the first asks for it.
static CURRENT: AtomicU8 = AtomicU8::new(0);

impl Level {
    /// From the narrowest to the widest.
    pub const ALL: [Self; 4] = [Self::Scalar, Self::Baseline, Self::Avx2, Self::Avx512];

    /// Returns true if this processor and this build have the level.
    pub fn is_available(self) -> bool {
        #[cfg(feature = "simd")]
        {
            let vectors = detected();
            match self {
                Self::Scalar => true,
                Self::Baseline => !vectors.is_fallback(),
                #[cfg(any(target_arch = "x86", target_arch = "x86_64"))]
                Self::Avx2 => vectors.as_avx2().is_some(),
                #[cfg(any(target_arch = "x86", target_arch = "x86_64"))]
                Self::Avx512 => vectors.as_avx512().is_some(),
                #[cfg(not(any(target_arch = "x86", target_arch = "x86_64")))]
                _ => false,
            }
        }
        #[cfg(not(feature = "simd"))]
        {
            self == Self::Scalar
        }
    }

    /// Makes the whole process use this level where it is available, `None` the best one again.
    pub fn force(level: Option<Self>) {
        let level = level.filter(|level| level.is_available());
        CURRENT.store(level.unwrap_or_else(Self::best) as u8, Ordering::Relaxed);
    }

    /// The level that a fill uses.
    #[inline]
    pub(crate) fn current() -> Self {
        match CURRENT.load(Ordering::Relaxed) {
            1 => Self::Scalar,
            2 => Self::Baseline,
            3 => Self::Avx2,
            4 => Self::Avx512,
            _ => Self::first(),
        }
    }

    #[cold]
    fn first() -> Self {
        let best = Self::best();
        // A level that was forced meanwhile stays.
        _ = CURRENT.compare_exchange(0, best as u8, Ordering::Relaxed, Ordering::Relaxed);
        best
    }

    fn best() -> Self {
        let mut widest_first = Self::ALL.into_iter().rev();
        widest_first
            .find(|level| level.is_available())
            .unwrap_or(Self::Scalar)
    }

    /// The values from logical index `start` on, computed at this level; one at a time where it
    /// is not available.
    pub(super) fn write<T, K: Kernel<T>>(
        self,
        kernel: &K,
        source: &impl WordSource,
        start: u64,
        out: &mut [T],
    ) {
        self.run(Writing {
            kernel,
            source,
            start,
            out,
        });
    }

    /// Runs a loop at this level; one value at a time where it is not available.
    pub(crate) fn run<T: Task>(self, task: T) -> T::Output {
        #[cfg(feature = "simd")]
        {
            let vectors = detected();
            #[cfg(any(target_arch = "x86", target_arch = "x86_64"))]
            match self {
                Self::Scalar => {}
                Self::Baseline => {
                    // It has no fused multiply-add.
                    if T::FUSES {
                    } else if let Some(simd) = vectors.as_sse2() {
                        return run_vectors(simd, task);
                    }
                }
                Self::Avx2 => {
                    if let Some(simd) = vectors.as_avx2() {
                        return run_vectors(simd, task);
                    }
                }
                Self::Avx512 => {
                    if let Some(simd) = vectors.as_avx512() {
                        return run_vectors(simd, task);
                    }
                }
            }
            #[cfg(target_arch = "aarch64")]
            if let (Self::Baseline, Some(simd)) = (self, vectors.as_neon()) {
                return run_vectors(simd, task);
            }
            #[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
            if let (Self::Baseline, Some(simd)) = (self, vectors.as_wasm_simd128()) {
                return run_vectors(simd, task);
            }
            let _ = vectors;
        }
        // The remaining case: the level that is always available.
        debug_assert!(self == Self::Scalar || !self.is_available() || T::FUSES);
        task.run(Scalar)
    }
}

/// A loop that is compiled for every level.
pub(crate) trait Task {
    type Output;

    /// True where most of it is fused multiply-adds. Without the instruction each is a call for one value,
    /// so that vectors bring nothing but code.
    const FUSES: bool = false;

    /// To be inlined, with everything that it calls, into the code of the level.
    fn run<L: Register>(self, lanes: L) -> Self::Output;
}

struct Writing<'a, T, K, W> {
    kernel: &'a K,
    source: &'a W,
    start: u64,
    out: &'a mut [T],
}

impl<T, K: Kernel<T>, W: WordSource> Task for Writing<'_, T, K, W> {
    type Output = ();

    #[inline(always)]
    fn run<L: Register>(self, lanes: L) {
        self.kernel.write(lanes, self.source, self.start, self.out);
    }
}

/// The best level of the processor. fearless_simd detects it once and remembers it; without the
/// standard library it is the one that the build promises.
#[cfg(feature = "simd")]
fn detected() -> fearless_simd::Level {
    fearless_simd::Level::try_detect().unwrap_or(fearless_simd::Level::baseline())
}

/// Compiles a task for the level of `simd`.
#[cfg(feature = "simd")]
#[allow(dead_code, reason = "not every target has vectors")]
fn run_vectors<S: Simd, T: Task>(simd: S, task: T) -> T::Output {
    simd.vectorize(
        #[inline(always)]
        || task.run(Vector(simd)),
    )
}

#[cfg(test)]
mod tests;
