//! Normal numbers of f32 as PyTorch makes them with AVX2: the transform of Box and Muller, with the
//! logarithm, sine and cosine of the Cephes library, whose products and sums are fused where PyTorch's
//! compiler fuses them.

use crate::engine::lanes::Lanes;

/// A number in [0, 1), a multiple of 2^-24, from the low bits of a word.
#[inline(always)]
pub(super) fn unit<L: Lanes>(lanes: L, word: L::U32) -> L::F32 {
    lanes.to_f32(word & LOW) * 5.960_464_5e-8
}

/// The bits of a word that make a number.
const LOW: u32 = (1 << 24) - 1;

/// Two normal numbers from two words.
#[inline(always)]
pub(super) fn pair<L: Lanes>(lanes: L, first: L::U32, second: L::U32) -> (L::F32, L::F32) {
    let one = lanes.f32(1.0);
    let radius = lanes.sqrt_f32(ln(lanes, one - unit(lanes, first)) * -2.0);
    let (sine, cosine) = sine_cosine(lanes, second & LOW);
    (radius * cosine, radius * sine)
}

/// The logarithm of a number in (0, 1], none of them subnormal.
#[inline(always)]
fn ln<L: Lanes>(lanes: L, x: L::F32) -> L::F32 {
    const HALF: u32 = 0x3f00_0000;
    const POLYNOMIAL: [f32; 8] = [
        -0.115_146_1,
        0.116_769_984,
        -0.124_201_41,
        0.142_493_23,
        -0.166_680_57,
        0.200_007_14,
        -0.249_999_94,
        0.333_333_3,
    ];
    let bits = lanes.bits_f32(x);
    let exponent = lanes.to_f32(lanes.sub_u32(bits >> 23, lanes.u32(126)));
    let mantissa = lanes.of_bits_f32(bits & 0x007f_ffff | HALF);
    let below = lanes.less_f32(mantissa, lanes.f32(core::f32::consts::FRAC_1_SQRT_2));
    let exponent = lanes.select_f32(below, exponent - 1.0, exponent);
    let x = (mantissa - 1.0) + lanes.select_f32(below, mantissa, lanes.f32(0.0));
    let square = x * x;
    let mut y = lanes.f32(0.070_376_836);
    for coefficient in POLYNOMIAL {
        y = lanes.fused_f32(y, x, lanes.f32(coefficient));
    }
    let y = lanes.fused_f32(y * x, square, exponent * -2.121_944_4e-4);
    let y = lanes.fused_f32(square, lanes.f32(-0.5), y);
    lanes.fused_f32(exponent, lanes.f32(0.693_359_4), x + y)
}

/// Sine and cosine of 2π · `turn` / 2^24.
#[inline(always)]
fn sine_cosine<L: Lanes>(lanes: L, turn: L::U32) -> (L::F32, L::F32) {
    // The nearest multiple of a quarter turn, which the angle of f32 gives for every `turn`.
    let quarter = lanes.add_u32(turn, lanes.u32(1 << 21)) >> 22;
    let angle = lanes.to_f32(turn) * 5.960_464_5e-8 * core::f32::consts::TAU;
    let eighths = lanes.to_f32(quarter << 1);
    let x = lanes.fused_f32(eighths, lanes.f32(-0.785_156_25), angle);
    let x = lanes.fused_f32(eighths, lanes.f32(-2.418_756_5e-4), x);
    let x = lanes.fused_f32(eighths, lanes.f32(-3.774_895e-8), x);
    let square = x * x;

    let cosine = lanes.f32(2.443_315_7e-5);
    let cosine = lanes.fused_f32(cosine, square, lanes.f32(-1.388_731_6e-3));
    let cosine = lanes.fused_f32(cosine, square, lanes.f32(4.166_664_6e-2));
    let cosine = lanes.fused_f32(cosine * square, square, square * -0.5) + 1.0;

    let sine = lanes.f32(-1.951_529_6e-4);
    let sine = lanes.fused_f32(sine, square, lanes.f32(8.332_161e-3));
    let sine = lanes.fused_f32(sine, square, lanes.f32(-0.166_666_55));
    let sine = lanes.fused_f32(sine * square, x, x);

    let exchanged = lanes.is_negative_u32(quarter << 31);
    let signed = |value: L::F32, sign: L::U32| lanes.of_bits_f32(lanes.bits_f32(value) ^ sign);
    let before = lanes.sub_u32(quarter, lanes.u32(1));
    (
        signed(
            lanes.select_f32(exchanged, cosine, sine),
            (quarter & 2) << 30,
        ),
        signed(
            lanes.select_f32(exchanged, sine, cosine),
            (!before & 2) << 30,
        ),
    )
}
