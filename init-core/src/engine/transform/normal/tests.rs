//! The bounds below are those of the documentation of the value contract: the map may not get
//! worse than them. The oracles are the standard library's functions in f64 for f32, and
//! doubled precision for f64.

#![allow(
    clippy::disallowed_methods,
    reason = "an oracle need not give the same bits everywhere"
)]

use crate::engine::lanes::Scalar;
use crate::number::double_double::DoubleDouble;

fn pair_f32(first: u32, second: u32) -> (f32, f32) {
    super::pair_f32(Scalar, first, second)
}

fn radius_f32(first: u32, second: u32) -> f32 {
    super::radius_f32(Scalar, first, second)
}

fn sine_cosine_f32(word: u32) -> (f32, f32) {
    super::sine_cosine_f32(Scalar, word)
}

fn pair_f64(w0: u32, w1: u32, w2: u32, w3: u32) -> (f64, f64) {
    super::pair_f64(Scalar, w0.into(), w1.into(), w2.into(), w3.into())
}

fn radius_f64(w0: u32, w1: u32) -> f64 {
    super::radius_f64(Scalar, w0.into(), w1.into())
}

fn sine_cosine_f64(w2: u32, w3: u32) -> (f64, f64) {
    super::sine_cosine_f64(Scalar, u64::from(w2) << 32 | u64::from(w3))
}

/// Units in the last place of `reference` between the two.
fn units_f32(actual: f32, reference: f64) -> f64 {
    let exponent = (reference.abs() as f32).to_bits() >> 23;
    (f64::from(actual) - reference).abs() / 2.0_f64.powi(exponent as i32 - 150)
}

/// Units in the last place of `actual` between the two.
fn units_f64(actual: f64, reference: DoubleDouble) -> f64 {
    let exponent = (actual.abs().to_bits() >> 52) as i32;
    (DoubleDouble::from(actual) - reference).high.abs() / 2.0_f64.powi(exponent - 1075)
}

/// A sequence of well mixed words, the same in every run.
fn words(seed: u64) -> impl FnMut() -> u32 {
    let mut state = seed;
    move || {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (state >> 32) as u32 ^ (state >> 15) as u32
    }
}

/// √(−2 ln U) for the 40 bits of f32's radius.
fn exact_radius(bits: u64) -> f64 {
    let scale = 2.0_f64.powi(-40);
    let ln = if bits >> 39 == 1 {
        (-((!bits & ((1 << 40) - 1)) as f64 + 0.5) * scale).ln_1p()
    } else {
        ((bits as f64 + 0.5) * scale).ln()
    };
    (-2.0 * ln).sqrt()
}

fn radius_at(bits: u64) -> f32 {
    radius_f32((bits >> 8) as u32, bits as u32 & 255)
}

#[test]
fn every_angle_of_f32() {
    let (mut worst_sine, mut worst_cosine) = (0.0_f64, 0.0_f64);
    for angle in 0..1_u32 << 21 {
        let (sine, cosine) = sine_cosine_f32(angle << 8);
        let phi = (f64::from(angle) + 0.5) / 2_097_152.0 * core::f64::consts::FRAC_PI_4;
        worst_sine = worst_sine.max(units_f32(sine, phi.sin()));
        worst_cosine = worst_cosine.max(units_f32(cosine, phi.cos()));
    }
    assert!(worst_sine < 1.2, "{worst_sine}");
    assert!(worst_cosine < 1.2, "{worst_cosine}");
}

#[test]
fn radius_of_f32() {
    let mut worst = 0.0_f64;
    let mut next = words(1);
    for _ in 0..1 << 21 {
        // All magnitudes of U and of 1 − U.
        let bits = (u64::from(next()) << 8 | u64::from(next() & 255)) >> (next() % 40);
        for bits in [bits, !bits & ((1 << 40) - 1)] {
            worst = worst.max(units_f32(radius_at(bits), exact_radius(bits)));
        }
    }
    assert!(worst < 1.65, "{worst}");
}

#[test]
fn radius_of_f32_never_rises() {
    let mut last = f32::INFINITY;
    for first in (0..=u32::MAX).step_by(1021) {
        let radius = radius_f32(first, 128);
        assert!(radius <= last, "{first}");
        last = radius;
    }
    let mut next = words(2);
    for _ in 0..1000 {
        let start = (u64::from(next()) << 8) >> (next() % 40);
        let mirrored = (1 << 40) - 1 - start - 500;
        for start in [start, mirrored] {
            let mut last = f32::INFINITY;
            for bits in start..start + 500 {
                let radius = radius_at(bits);
                assert!(radius <= last, "{bits}");
                last = radius;
            }
        }
    }
}

#[test]
fn extremes_of_f32() {
    // √(82 ln 2), and √2 times the root of the smallest 1 − U = 2^-41.
    let largest = radius_f32(0, 0);
    assert!(
        units_f32(largest, (82.0 * core::f64::consts::LN_2).sqrt()) < 1.0,
        "{largest}"
    );
    let smallest = radius_f32(u32::MAX, 255);
    assert!(units_f32(smallest, 2.0_f64.powi(-20)) < 1.0, "{smallest}");
    let (largest, smallest) = (radius_f64(0, 0), radius_f64(u32::MAX, u32::MAX));
    assert!(
        (largest - (130.0 * core::f64::consts::LN_2).sqrt()).abs() < 4e-15,
        "{largest}"
    );
    assert_eq!(smallest, 2.0_f64.powi(-32));
}

#[test]
fn pair_of_f32() {
    let mut worst = 0.0_f64;
    let mut next = words(3);
    for _ in 0..1 << 20 {
        let (first, second) = (next(), next());
        let radius = exact_radius(u64::from(first) << 8 | u64::from(second & 255));
        let angle = f64::from(second >> 8 & 0x1f_ffff) + 0.5;
        let phi = angle / 2_097_152.0 * core::f64::consts::FRAC_PI_4;
        let (x, y) = pair_f32(first, second);
        let (mut expected_x, mut expected_y) = (radius * phi.cos(), radius * phi.sin());
        if second >> 29 & 1 == 1 {
            (expected_x, expected_y) = (expected_y, expected_x);
        }
        if second >> 31 == 1 {
            expected_x = -expected_x;
        }
        if second >> 30 & 1 == 1 {
            expected_y = -expected_y;
        }
        worst = worst
            .max(units_f32(x, expected_x))
            .max(units_f32(y, expected_y));
    }
    assert!(worst < 3.5, "{worst}");
}

#[test]
fn signs_and_exchange_are_exact() {
    let mut next = words(4);
    for _ in 0..10_000 {
        let (w0, w1, w2, w3) = (next(), next(), next(), next());
        let (x, y) = pair_f32(w0, w2);
        assert_eq!(pair_f32(w0, w2 ^ 1 << 31), (-x, y));
        assert_eq!(pair_f32(w0, w2 ^ 1 << 30), (x, -y));
        assert_eq!(
            (x.is_sign_negative(), y.is_sign_negative()),
            (w2 >> 31 == 1, w2 >> 30 & 1 == 1)
        );
        let (exchanged_x, exchanged_y) = pair_f32(w0, w2 ^ 1 << 29);
        assert_eq!((exchanged_x.abs(), exchanged_y.abs()), (y.abs(), x.abs()));
        let (x, y) = pair_f64(w0, w1, w2, w3);
        assert_eq!(pair_f64(w0, w1, w2 ^ 1 << 31, w3), (-x, y));
        assert_eq!(pair_f64(w0, w1, w2 ^ 1 << 30, w3), (x, -y));
        let (exchanged_x, exchanged_y) = pair_f64(w0, w1, w2 ^ 1 << 29, w3);
        assert_eq!((exchanged_x.abs(), exchanged_y.abs()), (y.abs(), x.abs()));
        // The lowest nine bits of the angle's words are not used.
        assert_eq!(pair_f64(w0, w1, w2, w3 ^ 511), (x, y));
    }
}

/// sin φ and cos φ by their series.
fn exact_sine_cosine(phi: DoubleDouble) -> (DoubleDouble, DoubleDouble) {
    let square = -(phi * phi);
    let (mut sine, mut cosine) = (DoubleDouble::ONE, DoubleDouble::ONE);
    for n in (1..15).rev() {
        sine = DoubleDouble::ONE + sine * square / f64::from(2 * n * (2 * n + 1)).into();
        cosine = DoubleDouble::ONE + cosine * square / f64::from(2 * n * (2 * n - 1)).into();
    }
    (phi * sine, cosine)
}

#[test]
fn pair_of_f64() {
    const QUARTER_PI: DoubleDouble = DoubleDouble {
        high: core::f64::consts::FRAC_PI_4,
        low: 3.061_616_997_868_383e-17,
    };
    let (mut worst_radius, mut worst_sine, mut worst_cosine) = (0.0_f64, 0.0_f64, 0.0_f64);
    let mut worst = 0.0_f64;
    let mut next = words(5);
    for n in 0..20_000 {
        let (w2, w3) = (next(), next());
        let bits = (u64::from(next()) << 32 | u64::from(next())) >> (next() % 64);
        let bits = if n % 2 == 0 { bits } else { !bits };
        // U or 1 − U, whichever is smaller, as the sum of its halves.
        let folded = if bits >> 63 == 1 { !bits } else { bits };
        let u = (DoubleDouble::from((folded >> 32) as f64).scaled(4_294_967_296.0)
            + ((folded & 0xffff_ffff) as f64 + 0.5).into())
        .scaled(2.0_f64.powi(-64));
        let ln = if bits >> 63 == 1 {
            DoubleDouble::ONE - u
        } else {
            u
        }
        .ln();
        let radius = radius_f64((bits >> 32) as u32, bits as u32);
        // r − √s = (r² − s) / (r + √s).
        let excess = DoubleDouble::square(radius) + ln.scaled(2.0);
        let exact = DoubleDouble::from(radius) - (excess.high / (2.0 * radius)).into();
        worst_radius = worst_radius.max(units_f64(radius, exact));
        let angle = ((u64::from(w2) << 32 | u64::from(w3)) >> 9) & ((1 << 52) - 1);
        let turn = (DoubleDouble::from(angle as f64) + 0.5.into()).scaled(2.0_f64.powi(-52));
        let (exact_sine, exact_cosine) = exact_sine_cosine(turn * QUARTER_PI);
        let (sine, cosine) = sine_cosine_f64(w2, w3);
        worst_sine = worst_sine.max(units_f64(sine, exact_sine));
        worst_cosine = worst_cosine.max(units_f64(cosine, exact_cosine));
        let (x, y) = pair_f64((bits >> 32) as u32, bits as u32, w2 & 0x1fff_ffff, w3);
        worst = worst.max(units_f64(x, exact * exact_cosine));
        worst = worst.max(units_f64(y, exact * exact_sine));
    }
    assert!(worst_radius < 1.4, "{worst_radius}");
    assert!(worst_sine < 1.2, "{worst_sine}");
    assert!(worst_cosine < 1.2, "{worst_cosine}");
    assert!(worst < 3.0, "{worst}");
}

#[test]
fn the_contract_gives_these_coefficients() {
    use crate::number::contract::{assert_f32, assert_f64};

    assert_f32("SINE_F32", &super::SINE_F32);
    assert_f32("COSINE_F32", &super::COSINE_F32);
    assert_f64("SINE_F64", &super::SINE_F64);
    assert_f64("COSINE_F64", &super::COSINE_F64);
}
