//! Half-precision elements of half 2: the f32 value, rounded once and held between the bounds.

use half_2::{bf16, f16};

use super::chacha::WordSource;
use super::element::{Element, Step, compiled_here, sealed, stored_bounds};
use super::kernel::{Kernel, KernelF32};
use super::lanes::Register;
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
    /// Rounds to nearest, ties to even, what is not NaN: integer operations without a branch,
    /// which the compiler makes vectors of.
    fn nearest(value: f32) -> Self;

    const LEAST: Self;
    const GREATEST: Self;
}

impl<H: Half> Kernel<H> for KernelHalf<H> {
    fn new(law: &Law) -> Option<Self> {
        let single = KernelF32::new(law)?;
        let (lowest, highest) = match law.bounds() {
            None if *law == Law::Poison => (H::round(f64::NAN), H::round(f64::NAN)),
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
    fn fill<L: Register>(&self, lanes: L, source: &impl WordSource, start: u64, out: &mut [H]) {
        // No law has a NaN, but a poisoned tensor does.
        if self.lowest.widen().is_nan() {
            out.fill(self.lowest);
            return;
        }
        let mut scratch = [0.0; SCRATCH];
        let mut index = start;
        let mut rest = out;
        let (lowest, highest) = (self.lowest.widen() as f32, self.highest.widen() as f32);
        while !rest.is_empty() {
            // Up to where the kernel's own tiles end, so that none is computed twice.
            let count = SCRATCH - (index % SCRATCH as u64) as usize;
            let (part, tail) = rest.split_at_mut(count.min(rest.len()));
            let scratch = &mut scratch[..part.len()];
            self.single.fill(lanes, source, index, scratch);
            for (value, &single) in part.iter_mut().zip(scratch.iter()) {
                // The bounds are halves: to hold and to round can change places.
                let raised = if single < lowest { lowest } else { single };
                *value = H::nearest(if raised > highest { highest } else { raised });
            }
            index += part.len() as u64;
            rest = tail;
        }
    }
}

/// The upper half of an f32, and one more where the lower half is above the middle, or in the
/// middle and the upper odd.
#[inline(always)]
fn bf16_bits(bits: u32) -> u16 {
    ((bits + 0x7fff + (bits >> 16 & 1)) >> 16) as u16
}

/// Five bits of exponent and ten of mantissa, of an f32 with eight and 23.
#[inline(always)]
fn f16_bits(bits: u32) -> u16 {
    /// 2^-14, the least normal.
    const NORMAL: u32 = (127 - 14) << 23;
    /// ½, whose last place is worth the least step of f16.
    const ORIGIN: u32 = 0x3f00_0000;
    const INFINITY: u32 = 0x7c00;
    let magnitude = bits & 0x7fff_ffff;
    let normal = (magnitude
        .wrapping_sub(NORMAL - (1 << 23))
        .wrapping_add(0xfff + (magnitude >> 13 & 1)))
        >> 13;
    let steps = (f32::from_bits(magnitude) + f32::from_bits(ORIGIN))
        .to_bits()
        .wrapping_sub(ORIGIN);
    let rounded = if magnitude < NORMAL {
        steps
    } else {
        normal.min(INFINITY)
    };
    (bits >> 16 & 0x8000 | rounded) as u16
}

macro_rules! half {
    ($($half:ident $dtype:ident $nearest:ident;)*) => {$(
        impl sealed::Sealed for $half {}

        impl Half for $half {
            #[inline(always)]
            fn nearest(value: f32) -> Self {
                Self::from_bits($nearest(value.to_bits()))
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

            compiled_here! {}
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
    f16 F16 f16_bits;
    bf16 Bf16 bf16_bits;
}

#[cfg(test)]
mod tests {
    use super::{bf16, bf16_bits, f16, f16_bits};

    /// Against half's own conversions, for one in 251 of all f32 and around every middle between
    /// two halves.
    #[test]
    fn bits_are_rounded_as_half_rounds_them() {
        let middles = (0..=u32::from(u16::MAX)).flat_map(|upper| {
            [0x0fff, 0x1000, 0x1001, 0x7fff, 0x8000, 0x8001].map(|lower| upper << 16 | lower)
        });
        for bits in (0..=u32::MAX).step_by(251).chain(middles) {
            let value = f32::from_bits(bits);
            if value.is_nan() {
                continue;
            }
            assert_eq!(
                bf16_bits(bits),
                bf16::from_f32(value).to_bits(),
                "{value:e}"
            );
            assert_eq!(f16_bits(bits), f16::from_f32(value).to_bits(), "{value:e}");
        }
    }
}
