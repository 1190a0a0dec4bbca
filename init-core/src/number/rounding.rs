//! Rounding to the types that are narrower than f32: to nearest, ties to even, by integer
//! operations without a branch, which the compiler vectorizes.

/// The bits of the bf16 nearest to an f32 that is not NaN: its upper half, plus one where the lower
/// half is above the middle, or in the middle and the upper half odd.
#[inline(always)]
pub(crate) fn bf16(bits: u32) -> u16 {
    ((bits + 0x7fff + (bits >> 16 & 1)) >> 16) as u16
}

/// The bits of the f16 nearest to an f32 that is not NaN; beyond the largest, of an infinite one.
#[inline(always)]
pub(crate) fn f16(bits: u32) -> u16 {
    nearest::<5, 10>(bits, 0x7c00) as u16
}

/// The bits of the f8e4m3 nearest to an f32 that is not NaN; beyond the largest, 448, of NaN, since
/// the type has no infinities.
#[inline(always)]
pub(crate) fn f8e4m3(bits: u32) -> u8 {
    nearest::<4, 3>(bits, 0x7f) as u8
}

/// The bits of the f8e5m2 nearest to an f32 that is not NaN; beyond the largest, of an infinite
/// one.
#[inline(always)]
pub(crate) fn f8e5m2(bits: u32) -> u8 {
    nearest::<5, 2>(bits, 0x7c) as u8
}

/// The bits of the nearest number with so many bits of exponent and of mantissa; `beyond` where it
/// is larger than all numbers.
#[inline(always)]
fn nearest<const EXPONENT: u32, const MANTISSA: u32>(bits: u32, beyond: u32) -> u32 {
    let bias = (1 << (EXPONENT - 1)) - 1;
    // The least normal, and the number whose last place is worth the least step.
    let normal = (128 - bias) << 23;
    let origin = (127 + 24 - bias - MANTISSA) << 23;
    let cut = 23 - MANTISSA;
    let magnitude = bits & 0x7fff_ffff;
    let rounded = (magnitude
        .wrapping_sub(normal - (1 << 23))
        .wrapping_add((1 << (cut - 1)) - 1 + (magnitude >> cut & 1)))
        >> cut;
    let steps = (f32::from_bits(magnitude) + f32::from_bits(origin))
        .to_bits()
        .wrapping_sub(origin);
    let rounded = if magnitude < normal {
        steps
    } else {
        rounded.min(beyond)
    };
    bits >> 31 << (EXPONENT + MANTISSA) | rounded
}

/// The bits of an f32 itself.
#[inline(always)]
pub(crate) fn f32(bits: u32) -> u32 {
    bits
}

/// The value of an f32.
pub(crate) fn of_f32(bits: u32) -> f64 {
    f32::from_bits(bits).into()
}

/// The value of a bf16.
pub(crate) fn of_bf16(bits: u16) -> f64 {
    of_f32(u32::from(bits) << 16)
}

/// The value of a f16 that is not NaN.
pub(crate) fn of_f16(bits: u16) -> f64 {
    match bits & 0x7fff {
        0x7c00.. => f64::INFINITY.copysign(wide::<16, 5, 10>(bits.into())),
        _ => wide::<16, 5, 10>(bits.into()),
    }
}

/// The value of a f8e4m3.
pub(crate) fn of_f8e4m3(bits: u8) -> f64 {
    match bits & 0x7f {
        0x7f => nan(bits, 1),
        _ => wide::<8, 4, 3>(bits.into()),
    }
}

/// The value of a f8e5m2.
pub(crate) fn of_f8e5m2(bits: u8) -> f64 {
    match bits & 0x7f {
        0x7c => f64::INFINITY.copysign(wide::<8, 5, 2>(bits.into())),
        0x7d.. => nan(bits, 2),
        _ => wide::<8, 5, 2>(bits.into()),
    }
}

/// The quiet NaN with the sign of a pattern, and its lowest `kept` bits at the top of the mantissa.
fn nan(bits: u8, kept: u32) -> f64 {
    let sign = u64::from(bits >> 7) << 63;
    f64::from_bits(f64::NAN.to_bits() | sign | u64::from(bits) << (64 - kept) >> 12)
}

/// The value of a pattern of so many bits that is neither infinite nor NaN.
fn wide<const BITS: u32, const EXPONENT: u32, const MANTISSA: u32>(bits: u32) -> f64 {
    let bias = (1 << (EXPONENT - 1)) - 1;
    let sign = 1 << (BITS - 1);
    let magnitude = u64::from(bits & (sign - 1));
    let magnitude = if magnitude >> MANTISSA == 0 {
        let step = f64::from_bits((1023 + 1 - bias - u64::from(MANTISSA)) << 52);
        magnitude as f64 * step
    } else {
        f64::from_bits((magnitude << (52 - MANTISSA)) + ((1023 - bias) << 52))
    };
    if bits & sign == 0 {
        magnitude
    } else {
        -magnitude
    }
}

#[cfg(all(test, feature = "float8-0_7"))]
mod tests {
    use float8_0_7::{F8E4M3, F8E5M2};
    use half_2::{bf16, f16};

    /// Against the conversions of half and float8, for one in 251 of all f32 and around every
    /// middle between two numbers.
    #[test]
    fn bits_are_rounded_as_others_round_them() {
        let middles = (0..=u32::from(u16::MAX)).flat_map(|upper| {
            [0, 1, 0x0fff, 0x1000, 0x1001, 0x7fff, 0x8000, 0x8001].map(|lower| upper << 16 | lower)
        });
        for bits in (0..=u32::MAX).step_by(251).chain(middles) {
            let value = f32::from_bits(bits);
            if value.is_nan() {
                continue;
            }
            assert_eq!(
                super::bf16(bits),
                bf16::from_f32(value).to_bits(),
                "{value:e}"
            );
            assert_eq!(
                super::f16(bits),
                f16::from_f32(value).to_bits(),
                "{value:e}"
            );
            // float8 saturates beyond the largest value; up to half a step beyond, rounding gives
            // it too.
            if value.abs() <= 464.0 {
                assert_eq!(
                    super::f8e4m3(bits),
                    F8E4M3::from_f32(value).to_bits(),
                    "{value:e}"
                );
            } else {
                assert_eq!(super::f8e4m3(bits) & 0x7f, 0x7f, "{value:e}");
            }
            if value.abs() < 61_440.0 {
                assert_eq!(
                    super::f8e5m2(bits),
                    F8E5M2::from_f32(value).to_bits(),
                    "{value:e}"
                );
            } else {
                assert_eq!(super::f8e5m2(bits) & 0x7f, 0x7c, "{value:e}");
            }
        }
    }

    /// Against the definition of the formats, for all patterns.
    #[test]
    fn patterns_have_the_values_of_their_definition() {
        let defined = |bits: u8, mantissa_bits: u32, bias: i32| {
            let exponent = i32::from(bits & 0x7f) >> mantissa_bits;
            let steps = f64::from(1 << mantissa_bits);
            let fraction = f64::from(bits & ((1 << mantissa_bits) - 1)) / steps;
            let magnitude = match exponent {
                0 => fraction * 2_f64.powi(1 - bias),
                _ => (1.0 + fraction) * 2_f64.powi(exponent - bias),
            };
            if bits < 0x80 { magnitude } else { -magnitude }
        };
        for bits in 0..=u8::MAX {
            let (found, expected) = (super::of_f8e4m3(bits), defined(bits, 3, 7));
            match bits & 0x7f {
                0x7f => {
                    assert!(found.is_nan(), "{bits:x}");
                    assert_eq!(F8E4M3::from_f64(found).to_bits(), bits);
                }
                _ => assert_eq!(found.to_bits(), expected.to_bits(), "{bits:x}"),
            }
            let (found, expected) = (super::of_f8e5m2(bits), defined(bits, 2, 15));
            match bits & 0x7f {
                0x7c => assert_eq!(found, f64::INFINITY.copysign(expected), "{bits:x}"),
                0x7d.. => {
                    assert!(found.is_nan(), "{bits:x}");
                    // The bit of a quiet NaN is set.
                    assert_eq!(F8E5M2::from_f64(found).to_bits(), bits | 2);
                }
                _ => assert_eq!(found.to_bits(), expected.to_bits(), "{bits:x}"),
            }
        }
    }
}
