//! Sine and cosine within one unit in the last place, from IEEE + − × ÷ alone.

use super::double_double::{DoubleDouble, nearest};

/// π / 2.
const HALF_PI: DoubleDouble = DoubleDouble {
    high: core::f64::consts::FRAC_PI_2,
    low: 6.123_233_995_736_766e-17,
};

impl DoubleDouble {
    /// π.
    pub(crate) const PI: Self = Self {
        high: core::f64::consts::PI,
        low: 1.224_646_799_147_353_2e-16,
    };

    /// The sine and the cosine of an angle below 2^40.
    pub(crate) fn sin_cos(self) -> (f64, f64) {
        let turns = nearest(self.high * core::f64::consts::FRAC_2_PI);
        let rest = self - HALF_PI * turns.into();
        let square = rest.high * rest.high;
        // The series from its second term on, relative to that term.
        let series = |first: u32| {
            (2..=9).rev().fold(1.0, |sum, n| {
                let even = f64::from(2 * n + first);
                1.0 - sum * square / (even * (even - 1.0))
            })
        };
        let sine =
            rest.high + (rest.low * (1.0 - 0.5 * square) - rest.high * (series(1) * square / 6.0));
        let cosine = 1.0 - (series(0) * square / 2.0 + rest.high * rest.low);
        match (turns as i64).rem_euclid(4) {
            0 => (sine, cosine),
            1 => (cosine, -sine),
            2 => (-sine, -cosine),
            _ => (-cosine, sine),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::DoubleDouble;

    /// From mpmath with 60 digits: the angle, its sine and its cosine.
    const KNOWN: [(f64, f64, f64); 6] = [
        (0.0, 0.0, 1.0),
        (1.0, 0.841_470_984_807_896_5, 0.540_302_305_868_139_8),
        (3.0, 0.141_120_008_059_867_2, -0.989_992_496_600_445_4),
        (22.0, -0.008_851_309_290_403_876, -0.999_960_826_394_637_1),
        (710.0, 6.028_870_669_158_526_5e-5, 0.999_999_998_182_636),
        (
            1_048_575.0,
            -0.615_621_173_058_750_9,
            0.788_042_239_528_927_5,
        ),
    ];

    #[test]
    fn sines_and_cosines_are_those_of_mpmath() {
        for (angle, sine, cosine) in KNOWN {
            let (found_sine, found_cosine) = DoubleDouble::from(angle).sin_cos();
            for (found, known) in [(found_sine, sine), (found_cosine, cosine)] {
                let away = found.to_bits().abs_diff(known.to_bits());
                assert!(away <= 1, "{angle}: {found:?} is not {known:?}");
            }
        }
    }
}
