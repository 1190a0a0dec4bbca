//! The density of a law.

use super::Law;
use crate::number::normal_law::{exp, normal_interval};

/// √(2π).
const ROOT_OF_TAU: f64 = 2.506_628_274_631_000_7;

impl Law {
    /// The density of the values, as a function of the value: of a uniform, a normal and a truncated
    /// normal law; `None` for others, which have none or one that the plan does not know.
    ///
    /// ```
    /// use init_core::Initialize;
    ///
    /// #[derive(Initialize)]
    /// struct Gate {
    ///     #[init(uniform, low = 0.0, high = 0.5)]
    ///     weight: [f32; 8],
    /// }
    ///
    /// let plan = Gate { weight: [0.0; 8] }.plan()?;
    /// let density = plan.entries()[0].law().density().unwrap();
    /// assert_eq!([density(0.25), density(0.75)], [2.0, 0.0]);
    /// # Ok::<(), init_core::Error>(())
    /// ```
    pub fn density(&self) -> Option<impl Fn(f64) -> f64 + use<>> {
        // Height where the exponent is 0, mean, std, bounds.
        let (height, mean, std, low, high) = match *self {
            Self::Uniform { low, high } => (
                1.0 / (high - low),
                0.0,
                f64::INFINITY,
                low,
                high.next_down(),
            ),
            Self::Normal { mean, std } if std > 0.0 => {
                let height = 1.0 / (ROOT_OF_TAU * std);
                (height, mean, std, f64::NEG_INFINITY, f64::INFINITY)
            }
            Self::TruncatedNormal {
                mean,
                std,
                low,
                high,
            } => {
                let kept = normal_interval((low - mean) / std, (high - mean) / std);
                (1.0 / (ROOT_OF_TAU * std * kept), mean, std, low, high)
            }
            _ => return None,
        };
        Some(move |x: f64| {
            if x < low || x > high {
                return 0.0;
            }
            let distance = (x - mean) / std;
            height * exp(-0.5 * distance * distance)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Σ density · step over a range that has all but a billionth of the values.
    fn mass(law: Law, low: f64, high: f64) -> f64 {
        const STEPS: u32 = 100_000;
        let density = law.density().expect("the law has a density");
        let step = (high - low) / f64::from(STEPS);
        let at = |n: u32| low + (f64::from(n) + 0.5) * step;
        (0..STEPS).map(|n| density(at(n)) * step).sum()
    }

    #[test]
    fn the_whole_is_one() {
        let uniform = Law::Uniform {
            low: -0.5,
            high: 2.0,
        };
        let normal = Law::Normal {
            mean: 1.0,
            std: 0.02,
        };
        let truncated = Law::TruncatedNormal {
            mean: 0.1,
            std: 0.5,
            low: 0.2,
            high: 0.9,
        };
        for (law, low, high) in [
            (uniform, -1.0, 3.0),
            (normal, 0.8, 1.2),
            (truncated, 0.0, 1.0),
        ] {
            let mass = mass(law, low, high);
            assert!((mass - 1.0).abs() < 1e-4, "{law:?}: {mass}");
        }
        // The peak of the standard normal law is 1 / √(2π).
        let standard = Law::Normal {
            mean: 0.0,
            std: 1.0,
        }
        .density()
        .expect("it has one");
        assert!((standard(0.0) - 0.398_942_280_401_432_7).abs() < 1e-15);
        assert!((standard(1.0) - 0.241_970_724_519_143_37).abs() < 1e-15);
    }

    #[test]
    fn a_constant_has_none() {
        let one = Law::Normal {
            mean: 1.0,
            std: 0.0,
        };
        for law in [Law::Constant(1.0), Law::Drawn, one] {
            assert!(law.density().is_none(), "{law:?}");
        }
    }
}
