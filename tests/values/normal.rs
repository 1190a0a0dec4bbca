//! Normal values: the transform of Box and Muller, computed here in f64 with the standard
//! library's functions.
//!
//! The signs and the exchange of sine and cosine are bits and must agree exactly; the rest may
//! be off by the rounding of both sides.

use std::f64::consts::FRAC_PI_4;

use init_core::Stream;
use init_core::initializer::{normal, with};
use rand::Rng;

use crate::model::{KEY, assert_same, values};
use crate::reference::{generator, pairs, words_f32, words_f64};

/// The integers of a pair: the radius is √(−2 ln U) with U = (radius + ½)·2^-bits, the
/// angle is (angle + ½)·step.
pub(crate) struct Pair {
    /// U, and 1 − U, each to the last place.
    unit: [f64; 2],
    /// In (0, π/4).
    angle: f64,
    negative: [bool; 2],
    exchanged: bool,
}

impl Pair {
    /// R = w0·2^8 + the low 8 bits of w1, in 40 bits; w1 from the top: two signs, the
    /// exchange, 21 bits of angle.
    pub(crate) fn f32(w0: u32, w1: u32) -> Self {
        let radius = u64::from(w0) << 8 | u64::from(w1 & 255);
        let unit = |radius: u64| (radius as f64 + 0.5) * 2.0_f64.powi(-40);
        let angle = f64::from(w1 >> 8 & 0x1f_ffff);
        Self {
            unit: [unit(radius), unit((1 << 40) - 1 - radius)],
            angle: (angle + 0.5) * 2.0_f64.powi(-21) * FRAC_PI_4,
            negative: [w1 >> 31 == 1, w1 >> 30 & 1 == 1],
            exchanged: w1 >> 29 & 1 == 1,
        }
    }

    /// X = the first two words, in 64 bits; the other two from the top: two signs, the
    /// exchange, 52 bits of angle.
    pub(crate) fn f64([w0, w1]: [u32; 2], [w2, w3]: [u32; 2]) -> Self {
        let radius = u64::from(w0) << 32 | u64::from(w1);
        let unit = |radius: u64| (radius as f64 + 0.5) * 2.0_f64.powi(-64);
        let signs = u64::from(w2) << 32 | u64::from(w3);
        let angle = (signs >> 9 & ((1 << 52) - 1)) as f64;
        Self {
            unit: [unit(radius), unit(!radius)],
            angle: (angle + 0.5) * 2.0_f64.powi(-52) * FRAC_PI_4,
            negative: [signs >> 63 == 1, signs >> 62 & 1 == 1],
            exchanged: signs >> 61 & 1 == 1,
        }
    }

    pub(crate) fn values(&self) -> [f64; 2] {
        let [unit, rest] = self.unit;
        let logarithm = if unit <= 0.5 {
            unit.ln()
        } else {
            (-rest).ln_1p()
        };
        let radius = (-2.0 * logarithm).sqrt();
        let mut values = [radius * self.angle.cos(), radius * self.angle.sin()];
        if self.exchanged {
            values.reverse();
        }
        for (value, negative) in values.iter_mut().zip(self.negative) {
            *value = if negative { -*value } else { *value };
        }
        values
    }
}

/// The distance in steps of a type with 2^-bits relative spacing.
fn steps(found: f64, expected: f64, bits: i32) -> f64 {
    let exponent = expected.abs().log2().floor() as i32;
    (found - expected).abs() / 2.0_f64.powi(exponent - bits)
}

#[track_caller]
fn check(pair: &Pair, found: [f64; 2], bits: i32, most: f64, what: &str) {
    for (value, negative) in found.into_iter().zip(pair.negative) {
        assert_eq!(value.is_sign_negative(), negative, "{what}: sign");
    }
    // The cosine is the greater of the two below π/4.
    assert_eq!(
        found[0].abs() < found[1].abs(),
        pair.exchanged,
        "{what}: exchange"
    );
    for (found, expected) in found.into_iter().zip(pair.values()) {
        let steps = steps(found, expected, bits);
        assert!(
            steps <= most,
            "{what}: {found:e} is {steps:.2} steps from {expected:e}"
        );
    }
}

const LENGTH: usize = 64 * 1024;

#[test]
fn f32_normals_are_box_muller_pairs_of_40_and_24_bits() {
    let words = words_f32(KEY, "w", LENGTH);
    let found: Vec<f32> = values(&normal(), LENGTH);
    for (first, second) in pairs(LENGTH) {
        let pair = Pair::f32(words[first], words[second]);
        let found = [first, second].map(|place| f64::from(found[place]));
        check(&pair, found, 23, 4.0, &format!("pair of {first}"));
    }
}

#[test]
fn f64_normals_are_box_muller_pairs_of_64_and_55_bits() {
    let words = words_f64(KEY, "w", LENGTH);
    let found: Vec<f64> = values(&normal(), LENGTH);
    for (first, second) in pairs(LENGTH) {
        let pair = Pair::f64(words[first], words[second]);
        let found = [first, second].map(|place| found[place]);
        check(&pair, found, 52, 6.0, &format!("pair of {first}"));
    }
}

/// The last run of 32 is cut short: its pairs are what they would be in a longer tensor.
#[test]
fn a_pair_that_is_cut_in_half_keeps_its_first_value() {
    let long: Vec<f32> = values(&normal(), 512);
    for length in [1, 15, 16, 17, 31, 33, 250, 255, 257, 273] {
        assert_same(&values::<f32>(&normal(), length), &long[..length], "f32");
    }
    let long: Vec<f64> = values(&normal(), 512);
    for length in [1, 15, 16, 17, 31, 33, 127, 129, 145] {
        assert_same(&values::<f64>(&normal(), length), &long[..length], "f64");
    }
}

/// mean + std·x in the stored type, each step rounded.
#[test]
fn mean_and_std_are_an_affine_map() {
    for (mean, std) in [
        (0.0, 0.02),
        (3.0, 1.0),
        (-0.1, 1e-3),
        (1e6, 1e-3),
        (0.0, 0.0),
        (5.0, 1e30),
    ] {
        let law = normal().mean(mean).std(std);
        let standard: Vec<f32> = values(&normal(), 3000);
        let expected: Vec<f32> = standard
            .iter()
            .map(|&x| mean as f32 + std as f32 * x)
            .collect();
        assert_same(&values(&law, 3000), &expected, &format!("f32 {mean} {std}"));
        let standard: Vec<f64> = values(&normal(), 3000);
        let expected: Vec<f64> = standard.iter().map(|&x| mean + std * x).collect();
        assert_same(&values(&law, 3000), &expected, &format!("f64 {mean} {std}"));
    }
}

/// `Stream::normal` takes four words and gives the first of the pair that they make.
#[test]
fn the_normal_of_a_stream_is_the_first_of_a_pair() {
    let law = with(|_: &[usize], stream: &mut Stream| {
        stream.normal();
        stream.normal()
    });
    for (element, found) in values::<f64>(&law, 2000).into_iter().enumerate() {
        let mut rng = generator(KEY, "w", (1 << 63) + ((element as u64) << 20));
        let mut words = [0; 8];
        words.fill_with(|| rng.next_u32());
        let pair = Pair::f64([words[4], words[5]], [words[6], words[7]]);
        let expected = pair.values()[0];
        assert_eq!(found.is_sign_negative(), pair.negative[0]);
        assert!(
            steps(found, expected, 52) <= 6.0,
            "{found:e} is not {expected:e}"
        );
    }
}
