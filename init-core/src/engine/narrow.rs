//! Elements narrower than f32, of half 2 and float8 0.7: the f32 value, rounded once and held
//! between the bounds.

#[cfg(feature = "float8-0_7")]
use float8_0_7::{F8E4M3, F8E5M2};
use half_2::{bf16, f16};

use super::bounds::{Stored, stored_bounds};
use super::chacha::WordSource;
use super::dispatch::{Level, Task};
use super::element::{Element, compiled_here, sealed};
use super::kernel::{Kernel, KernelF32};
use super::lanes::Register;
use crate::dtype::DType;
use crate::law::Law;
use crate::number::rounding;

/// The number of f32 values made before they are rounded: enough for the kernel, few enough to stay
/// near the processor.
const SCRATCH: usize = 1024;

/// The kernel of f32, and the bounds of the stored values.
#[derive(Debug, Clone)]
pub struct KernelNarrow<N> {
    single: KernelF32,
    lowest: N,
    highest: N,
}

/// A type narrower than f32.
pub trait Narrow: Element + PartialOrd + core::fmt::Debug {
    /// Rounds a value that is not NaN and not beyond the range to nearest, ties to even.
    fn nearest(value: f32) -> Self;

    const LEAST: Self;
    const GREATEST: Self;
}

impl<N: Narrow> Kernel<N> for KernelNarrow<N> {
    fn new(law: &Law) -> Option<Self> {
        let single = KernelF32::new(law)?;
        let (lowest, highest) = match law.bounds() {
            None if *law == Law::Nan => (N::round(f64::NAN), N::round(f64::NAN)),
            None => (N::LEAST, N::GREATEST),
            Some(_) => stored_bounds(law)?,
        };
        Some(Self {
            single,
            lowest,
            highest,
        })
    }

    #[inline(always)]
    fn write<L: Register>(&self, lanes: L, source: &impl WordSource, start: u64, out: &mut [N]) {
        // No law has a NaN, but `Reset::nan` writes it.
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
            self.single.write(lanes, source, index, scratch);
            for (value, &single) in part.iter_mut().zip(scratch.iter()) {
                // The bounds are of the narrow type, so that clamping and rounding commute.
                let raised = if single < lowest { lowest } else { single };
                *value = N::nearest(if raised > highest { highest } else { raised });
            }
            index += part.len() as u64;
            rest = tail;
        }
    }
}

/// Values that are rounded, none of them NaN: those that are count as 0, and give true.
struct Rounding<'a, N> {
    values: &'a [f64],
    out: &'a mut [N],
}

impl<N: Narrow> Task for Rounding<'_, N> {
    type Output = bool;

    #[inline(always)]
    fn run<L: Register>(self, _: L) -> bool {
        let (least, greatest) = (N::LEAST.widen() as f32, N::GREATEST.widen() as f32);
        let mut found = false;
        for (out, &value) in self.out.iter_mut().zip(self.values) {
            let single = value as f32;
            found |= single.is_nan();
            let number = if single.is_nan() { 0.0 } else { single };
            let raised = if number < least { least } else { number };
            *out = N::nearest(if raised > greatest { greatest } else { raised });
        }
        found
    }
}

macro_rules! narrow {
    ($($narrow:ident $bits:ident $dtype:ident $round:ident $widen:expr, $greatest:expr;)*) => {$(
        impl sealed::Sealed for $narrow {}

        impl Narrow for $narrow {
            #[inline(always)]
            fn nearest(value: f32) -> Self {
                Self::from_bits(rounding::$round(value.to_bits()))
            }

            const LEAST: Self = Self::from_bits($greatest | 1 << ($bits::BITS - 1));
            const GREATEST: Self = Self::from_bits($greatest);
        }

        impl Element for $narrow {
            const DTYPE: DType = DType::$dtype;
            type Kernel = KernelNarrow<Self>;

            compiled_here! {}
        }

        impl Stored for $narrow {
            fn round(value: f64) -> Self {
                let single = value as f32;
                if single.is_nan() {
                    return Self::from_f32(single);
                }
                let (least, greatest) = (Self::LEAST.widen(), Self::GREATEST.widen());
                Self::nearest(single.clamp(least as f32, greatest as f32))
            }

            fn round_each(values: &[f64], out: &mut [Self]) {
                // The loop of vectors has no branch for NaN.
                let found = Level::current().run(Rounding { values, out });
                if found {
                    for (out, &value) in out.iter_mut().zip(values) {
                        *out = Self::round(value);
                    }
                }
            }

            fn widen(self) -> f64 {
                $widen(self)
            }

            fn up(self) -> Self {
                const SIGN: $bits = 1 << ($bits::BITS - 1);
                match self.to_bits() {
                    // Both zeros.
                    0 | SIGN => Self::from_bits(1),
                    bits if bits & SIGN == 0 => Self::from_bits(bits + 1),
                    bits => Self::from_bits(bits - 1),
                }
            }

            fn down(self) -> Self {
                const SIGN: $bits = 1 << ($bits::BITS - 1);
                let mirrored = |number: Self| Self::from_bits(number.to_bits() ^ SIGN);
                mirrored(mirrored(self).up())
            }
        }
    )*};
}
narrow! {
    f16 u16 F16 f16 Self::to_f64, 0x7c00;
    bf16 u16 Bf16 bf16 Self::to_f64, 0x7f80;
}
// float8 does not widen here: a loop of its conversion is compiled, in some crates and with
// optimization, to one that does not end.
#[cfg(feature = "float8-0_7")]
narrow! {
    F8E4M3 u8 F8E4M3 f8e4m3 |number: Self| rounding::of_f8e4m3(number.to_bits()), 0x7e;
    F8E5M2 u8 F8E5M2 f8e5m2 |number: Self| rounding::of_f8e5m2(number.to_bits()), 0x7c;
}
