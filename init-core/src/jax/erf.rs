//! The elementary functions from which XLA makes normal numbers of f32, as it compiles them for x86-64:
//! the order of the operations is its own, and which of them are fused.

use crate::engine::lanes::Lanes;
use crate::number::fused::fused32;

/// 1/√2, which XLA multiplies by where JAX divides by √2.
pub(super) const HALF_ROOT: f32 = core::f32::consts::FRAC_1_SQRT_2;

/// a · b + c: rounded once where the processor that is imitated has the instruction, twice where it has
/// none.
#[inline(always)]
pub(super) fn multiply_add<const FUSED: bool, L: Lanes>(
    lanes: L,
    a: L::F32,
    b: L::F32,
    c: L::F32,
) -> L::F32 {
    if FUSED {
        lanes.fused_f32(a, b, c)
    } else {
        a * b + c
    }
}

/// A polynomial, its highest coefficient first.
#[inline(always)]
fn polynomial<const FUSED: bool, L: Lanes, const N: usize>(
    lanes: L,
    x: L::F32,
    coefficients: [u32; N],
) -> L::F32 {
    let mut sum = lanes.f32(f32::from_bits(coefficients[0]));
    for &coefficient in &coefficients[1..] {
        let coefficient = lanes.f32(f32::from_bits(coefficient));
        sum = multiply_add::<FUSED, L>(lanes, sum, x, coefficient);
    }
    sum
}

#[inline(always)]
fn magnitude<L: Lanes>(lanes: L, x: L::F32) -> L::F32 {
    lanes.of_bits_f32(lanes.bits_f32(x) & 0x7fff_ffff)
}

/// ln(1 + x) for an x in [-1, 0]; at -1 any number.
#[inline(always)]
fn log1p<const FUSED: bool, L: Lanes>(lanes: L, x: L::F32) -> L::F32 {
    const LIMIT: f32 = f32::from_bits(0x3ed4_13cd);
    let near = lanes.less_f32(lanes.f32(-LIMIT), x);
    lanes.select_f32(
        near,
        log1p_near::<FUSED, L>(lanes, x),
        log::<FUSED, L>(lanes, x + 1.0),
    )
}

/// Where x is small: x − x²/2 + x³ · P(x) / Q(x).
#[inline(always)]
fn log1p_near<const FUSED: bool, L: Lanes>(lanes: L, x: L::F32) -> L::F32 {
    const P: [u32; 7] = [
        0x383d_e04b,
        0x3eff_40c5,
        0x40d2_84fa,
        0x41ef_4b9c,
        0x4273_cc76,
        0x4264_73ad,
        0x41a0_5101,
    ];
    const Q: [u32; 7] = [
        0x3f80_0000,
        0x4171_01ad,
        0x42a6_185b,
        0x435d_c32d,
        0x439a_8ca3,
        0x4358_6d8a,
        0x4270_7982,
    ];
    let p = polynomial::<FUSED, L, 7>(lanes, x, P);
    let q = polynomial::<FUSED, L, 7>(lanes, x, Q);
    let square = x * x;
    let rest = x * square * (p / q);
    x + multiply_add::<FUSED, L>(lanes, lanes.f32(-0.5), square, rest)
}

/// The logarithm of a number in (0, 1].
#[inline(always)]
fn log<const FUSED: bool, L: Lanes>(lanes: L, x: L::F32) -> L::F32 {
    const FIRST: [u32; 3] = [0x3d90_21bb, 0xbdeb_d1b8, 0x3def_251a];
    const SECOND: [u32; 3] = [0xbdfe_5d4f, 0x3e11_e9bf, 0xbe2a_ae50];
    const THIRD: [u32; 3] = [0x3e4c_ceac, 0xbe7f_fffc, 0x3eaa_aaaa];
    const ONE: u32 = 1.0_f32.to_bits();
    const ROOT: u32 = 0x3f35_04f3;
    // m + 1 is x · 2^-exponent, in [√½, √2): its bits are those of √½ and what is above them.
    let above = lanes.add_u32(lanes.bits_f32(x), lanes.u32(ONE.wrapping_sub(ROOT)));
    let exponent = lanes.to_f32(lanes.sub_u32(above >> 23, lanes.u32(ONE >> 23)));
    let m = lanes.of_bits_f32(lanes.add_u32(above & 0x007f_ffff, lanes.u32(ROOT))) - 1.0;
    let square = m * m;
    let cube = square * m;
    let first = polynomial::<FUSED, L, 3>(lanes, m, FIRST);
    let second = polynomial::<FUSED, L, 3>(lanes, m, SECOND);
    let third = polynomial::<FUSED, L, 3>(lanes, m, THIRD);
    let sum = multiply_add::<FUSED, L>(lanes, cube, first, second);
    let sum = multiply_add::<FUSED, L>(lanes, sum, cube, third);
    let small = exponent * f32::from_bits(0xb95e_8083);
    let sum = multiply_add::<FUSED, L>(lanes, cube, sum, small);
    let sum = multiply_add::<FUSED, L>(lanes, lanes.f32(-0.5), square, m) + sum;
    multiply_add::<FUSED, L>(lanes, exponent, lanes.f32(f32::from_bits(0x3f31_8000)), sum)
}

/// The inverse of the error function on [-1, 1], infinite at the ends (M. Giles, "Approximating the
/// erfinv function", 2010). Without `ENDS` it is not asked for them.
#[inline(always)]
pub(super) fn inverse_erf<const FUSED: bool, const ENDS: bool, L: Lanes>(
    lanes: L,
    x: L::F32,
) -> L::F32 {
    const CENTRE: [u32; 9] = [
        0x32f1_6588,
        0x34b8_4b36,
        0xb66c_7357,
        0xb693_5ac1,
        0x3965_32db,
        0xbaa4_5408,
        0xbb88_e4ef,
        0x3e7c_8f63,
        0x3fc0_2e2f,
    ];
    const TAIL: [u32; 9] = [
        0xb951_f09b,
        0x38d3_b56b,
        0x3ab0_dc72,
        0xbb70_bde7,
        0x3bbc_127b,
        0xbbf9_c5d7,
        0x3c1a_a57e,
        0x3f80_36db,
        0x4035_4f7e,
    ];
    let log = log1p::<FUSED, L>(lanes, x * (x * -1.0));
    let mut p = polynomial::<FUSED, L, 9>(lanes, lanes.f32(-2.5) - log, CENTRE);
    let tail = lanes.less_f32(log, lanes.f32(-4.999_999_5));
    // At most -5. About one number in 300 is in the tails.
    if lanes.any_32(tail) {
        let t = lanes.sqrt_f32(log * -1.0) - 3.0;
        p = lanes.select_f32(tail, polynomial::<FUSED, L, 9>(lanes, t, TAIL), p);
    }
    if !ENDS {
        return x * p;
    }
    let inside = lanes.less_f32(magnitude(lanes, x), lanes.f32(1.0));
    x * lanes.select_f32(inside, p, lanes.f32(f32::INFINITY))
}

/// The error function, whose products and sums are fused on every processor.
pub(super) fn erf(x: f32) -> f32 {
    const P: [u32; 5] = [
        0x3970_2d51,
        0x3b5f_5da2,
        0x3d50_b6eb,
        0x3e3d_a740,
        0x3f90_6eba,
    ];
    const Q: [u32; 7] = [
        0xb3fd_3906,
        0x37c5_88df,
        0x3a85_6d28,
        0x3c66_87d4,
        0x3de3_4c21,
        0x3efe_b44a,
        0x3f80_0000,
    ];
    if x.abs() >= f32::from_bits(0x406f_9c68) {
        return 1.0_f32.copysign(x);
    }
    let square = x * x;
    let sum = |coefficients: &[u32]| {
        let coefficients = coefficients.iter().map(|&bits| f32::from_bits(bits));
        let sum = coefficients.reduce(|sum, coefficient| fused32(sum, square, coefficient));
        sum.unwrap_or_default()
    };
    x * sum(&P) / sum(&Q)
}
