//! Numbers of about 106 bits, as the unevaluated sum of two f64.
//!
//! The constants of a plan are computed with them, so that a plan holds the correctly rounded value
//! of each definition, and any other implementation with enough digits arrives at the same bits.

use core::ops::{Add, Div, Mul, Neg, Sub};

/// `high + low` with |low| at most half a unit in the last place of `high`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct DoubleDouble {
    pub(crate) high: f64,
    pub(crate) low: f64,
}

/// How far a quotient is computed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Digits {
    /// To the last of its bits.
    All,
    /// To about 100 bits, at a third of the time.
    Hundred,
}

/// ln 2.
const LN_2: DoubleDouble = DoubleDouble {
    high: core::f64::consts::LN_2,
    low: 2.319_046_813_846_299_6e-17,
};

/// a + b exactly.
fn two_sum(a: f64, b: f64) -> DoubleDouble {
    let high = a + b;
    let b_part = high - a;
    let low = (a - (high - b_part)) + (b - b_part);
    DoubleDouble { high, low }
}

/// a + b exactly where |a| ≥ |b|.
fn quick_two_sum(a: f64, b: f64) -> DoubleDouble {
    let high = a + b;
    DoubleDouble {
        high,
        low: b - (high - a),
    }
}

/// The upper 26 bits of a and the rest (Veltkamp); exact below 2^996.
fn split(a: f64) -> (f64, f64) {
    let scaled = 134_217_729.0 * a;
    let high = scaled - (scaled - a);
    (high, a - high)
}

/// a · b exactly (Dekker), as long as nothing underflows.
fn two_product(a: f64, b: f64) -> DoubleDouble {
    let high = a * b;
    let (a1, a2) = split(a);
    let (b1, b2) = split(b);
    let low = ((a1 * b1 - high) + a1 * b2 + a2 * b1) + a2 * b2;
    DoubleDouble { high, low }
}

/// 2^exponent for −1022 ≤ exponent ≤ 1023.
pub(crate) fn power_of_two(exponent: i32) -> f64 {
    f64::from_bits(((1023 + exponent) as u64) << 52)
}

/// The integer nearest to x, for |x| < 2^51.
pub(crate) fn nearest(x: f64) -> f64 {
    const TO_INTEGER: f64 = 6_755_399_441_055_744.0; // 1.5 · 2^52
    (x + TO_INTEGER) - TO_INTEGER
}

/// The largest integer not above x.
fn floor(x: f64) -> f64 {
    // From here on every number is an integer.
    const WHOLE: f64 = 4_503_599_627_370_496.0; // 2^52
    if x.abs() >= WHOLE {
        return x;
    }
    let truncated = x as i64 as f64;
    if truncated > x {
        truncated - 1.0
    } else {
        truncated
    }
}

impl DoubleDouble {
    pub(crate) const ZERO: Self = Self {
        high: 0.0,
        low: 0.0,
    };
    pub(crate) const ONE: Self = Self {
        high: 1.0,
        low: 0.0,
    };
    pub(crate) const HALF: Self = Self {
        high: 0.5,
        low: 0.0,
    };

    /// x² of a single number.
    pub(crate) fn square(x: f64) -> Self {
        two_product(x, x)
    }

    /// The value times a power of two, which is exact.
    pub(crate) fn scaled(self, power: f64) -> Self {
        Self {
            high: self.high * power,
            low: self.low * power,
        }
    }

    pub(crate) fn is_negative(self) -> bool {
        self.high < 0.0
    }

    /// The largest integer not above the value.
    pub(crate) fn floor(self) -> Self {
        let whole = floor(self.high);
        if whole == self.high {
            // The low part decides.
            quick_two_sum(whole, floor(self.low))
        } else {
            Self::from(whole)
        }
    }

    /// The value divided by a single number.
    pub(crate) fn over(self, divisor: f64, digits: Digits) -> Self {
        if digits == Digits::All {
            return self / divisor.into();
        }
        let first = self.high / divisor;
        let product = two_product(first, divisor);
        let rest = (self.high - product.high - product.low) + self.low;
        quick_two_sum(first, rest / divisor)
    }

    /// (e^r − 1, n) with self = r + n ln 2, |r| ≤ ½ ln 2.
    fn reduced_exp_m1(self, digits: Digits) -> (Self, i32) {
        let exponent = nearest(self.high / LN_2.high);
        // Nine halvings leave |rest| < 2^-10, where ten terms of the series are enough.
        let rest = (self - LN_2 * exponent.into()).scaled(1.0 / 512.0);
        let mut sum = Self::ONE;
        for n in (2..=10).rev() {
            sum = Self::ONE + (sum * rest).over(f64::from(n), digits);
        }
        let mut power = rest * sum;
        for _ in 0..9 {
            // e^2t − 1 = 2(e^t − 1) + (e^t − 1)².
            power = power.scaled(2.0) + power * power;
        }
        (power, exponent as i32)
    }

    /// e^self, zero far below and for −∞; for self < 700.
    pub(crate) fn exp(self) -> Self {
        self.exp_to(Digits::All)
    }

    /// The same to as many digits as its quotients have.
    pub(super) fn exp_to(self, digits: Digits) -> Self {
        if self.high < -1400.0 {
            return Self::ZERO;
        }
        let (power, exponent) = self.reduced_exp_m1(digits);
        let half = exponent / 2;
        (power + Self::ONE)
            .scaled(power_of_two(half))
            .scaled(power_of_two(exponent - half))
    }

    /// 2^x, for x < 1000.
    pub(crate) fn exp2(x: f64) -> f64 {
        (LN_2 * x.into()).exp().high
    }

    /// e^self − 1, without loss near zero; for self < 700.
    pub(crate) fn exp_m1(self) -> Self {
        let (power, exponent) = if self.high < -80.0 {
            (-Self::ONE, 0)
        } else {
            self.reduced_exp_m1(Digits::All)
        };
        if exponent == 0 {
            return power;
        }
        (power + Self::ONE).scaled(power_of_two(exponent)) - Self::ONE
    }

    /// ln self for a positive, finite value.
    pub(crate) fn ln(self) -> Self {
        if self.high < f64::MIN_POSITIVE {
            let raised = Self {
                high: self.high * power_of_two(200),
                low: 0.0,
            };
            return raised.ln() - LN_2 * 200.0.into();
        }
        let bits = self.high.to_bits();
        // The mantissa lies in [0.707, 1.414): the addend carries it over to the next exponent.
        let exponent = ((bits + 0x0009_5f61_9980_c434) >> 52) as i32 - 1023;
        let (first, second) = (-exponent / 2, -exponent - (-exponent / 2));
        let mantissa = self
            .scaled(power_of_two(first))
            .scaled(power_of_two(second));
        // ln m = 2 artanh((m − 1) / (m + 1)).
        let s = (mantissa - Self::ONE) / (mantissa + Self::ONE);
        let square = s * s;
        let mut sum = Self::ZERO;
        for n in (0..24).rev() {
            sum = Self::ONE / f64::from(2 * n + 1).into() + square * sum;
        }
        LN_2 * f64::from(exponent).into() + (s * sum).scaled(2.0)
    }
}

impl From<f64> for DoubleDouble {
    fn from(high: f64) -> Self {
        Self { high, low: 0.0 }
    }
}

impl Neg for DoubleDouble {
    type Output = Self;

    fn neg(self) -> Self {
        Self {
            high: -self.high,
            low: -self.low,
        }
    }
}

impl Add for DoubleDouble {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        let high = two_sum(self.high, other.high);
        let low = two_sum(self.low, other.low);
        let sum = quick_two_sum(high.high, high.low + low.high);
        quick_two_sum(sum.high, sum.low + low.low)
    }
}

impl Sub for DoubleDouble {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        self + -other
    }
}

impl Mul for DoubleDouble {
    type Output = Self;

    fn mul(self, other: Self) -> Self {
        let product = two_product(self.high, other.high);
        let cross = self.high * other.low + self.low * other.high;
        quick_two_sum(product.high, product.low + cross)
    }
}

impl Div for DoubleDouble {
    type Output = Self;

    fn div(self, other: Self) -> Self {
        let first = self.high / other.high;
        let rest = self - other * first.into();
        let second = rest.high / other.high;
        let rest = rest - other * second.into();
        let third = rest.high / other.high;
        let sum = quick_two_sum(first, second);
        quick_two_sum(sum.high, sum.low + third)
    }
}
