//! Half-precision elements of half 2: the f32 value, rounded once and held between the bounds.

use half_2::{bf16, f16};

use super::Source;
use super::element::{Element, Step, sealed, stored_bounds};
use super::kernel::{Kernel, KernelF32};
use super::lanes::Register;
use super::parallel;
use crate::fill::Law;
use crate::parameter::DType;

/// How many f32 values are made before they are rounded: enough for the kernel, few enough to
/// stay near the processor.
const SCRATCH: usize = 1024;

/// The kernel of f32, and the bounds of what is stored.
#[derive(Debug, Clone)]
pub struct KernelHalf<H> {
    single: KernelF32,
    lowest: H,
    highest: H,
}

/// A half-precision type.
pub trait Half: Element + Step + PartialOrd + core::fmt::Debug {
    /// Rounds to nearest, ties to even, and holds the result between two bounds. The value is
    /// not NaN.
    fn held(value: f32, lowest: Self, highest: Self) -> Self;

    const LEAST: Self;
    const GREATEST: Self;
}

impl<H: Half> Kernel<H> for KernelHalf<H> {
    fn new(law: &Law) -> Option<Self> {
        let single = KernelF32::new(law)?;
        let (lowest, highest) = match law.bounds() {
            None => (H::LEAST, H::GREATEST),
            Some(_) => stored_bounds(law)?,
        };
        Some(Self {
            single,
            lowest,
            highest,
        })
    }

    #[inline(always)]
    fn fill<L: Register>(&self, lanes: L, source: &Source, start: u64, out: &mut [H]) {
        let mut scratch = [0.0; SCRATCH];
        let mut index = start;
        for part in out.chunks_mut(SCRATCH) {
            let scratch = &mut scratch[..part.len()];
            self.single.fill(lanes, source, index, scratch);
            for (value, &single) in part.iter_mut().zip(scratch.iter()) {
                *value = H::held(single, self.lowest, self.highest);
            }
            index += part.len() as u64;
        }
    }
}

#[inline(always)]
fn held_f16(value: f32, lowest: f16, highest: f16) -> f16 {
    let rounded = f16::from_f32(value);
    let raised = if rounded < lowest { lowest } else { rounded };
    if raised > highest { highest } else { raised }
}

/// Without a branch and as f32 until the end, so that the compiler makes vectors of the loop.
#[inline(always)]
fn held_bf16(value: f32, lowest: bf16, highest: bf16) -> bf16 {
    let bits = value.to_bits();
    // A half of the last place is added, but a little less where that place is even.
    let rounded = bits.wrapping_add(0x7fff + (bits >> 16 & 1)) & 0xffff_0000;
    let rounded = f32::from_bits(rounded);
    let (lowest, highest) = (lowest.to_f32(), highest.to_f32());
    let raised = if rounded < lowest { lowest } else { rounded };
    let held = if raised > highest { highest } else { raised };
    bf16::from_bits((held.to_bits() >> 16) as u16)
}

macro_rules! half {
    ($($half:ident $dtype:ident $held:ident;)*) => {$(
        impl sealed::Sealed for $half {}

        impl Half for $half {
            #[inline(always)]
            fn held(value: f32, lowest: Self, highest: Self) -> Self {
                $held(value, lowest, highest)
            }

            const LEAST: Self = Self::NEG_INFINITY;
            const GREATEST: Self = Self::INFINITY;
        }

        impl Element for $half {
            const DTYPE: DType = DType::$dtype;
            type Kernel = KernelHalf<Self>;

            fn round(value: f64) -> Self {
                Self::from_f32(value as f32)
            }

            fn widen(self) -> f64 {
                self.to_f64()
            }

            // Compiled in this crate's profile, as for f32.
            #[inline(never)]
            fn fill(kernel: &Self::Kernel, source: &Source, start: u64, out: &mut [Self]) {
                parallel::fill::<Self>(kernel, source, start, out);
            }
        }

        impl Step for $half {
            fn up(self) -> Self {
                match self.to_bits() {
                    // Both zeros.
                    0 | 0x8000 => Self::from_bits(1),
                    bits if bits & 0x8000 == 0 => Self::from_bits(bits + 1),
                    bits => Self::from_bits(bits - 1),
                }
            }

            fn down(self) -> Self {
                -(-self).up()
            }
        }
    )*};
}
half! {
    f16 F16 held_f16;
    bf16 Bf16 held_bf16;
}
