//! The imaginary parts of a diagonal state space.

use alloc::string::String;
use alloc::vec::Vec;
use core::cell::OnceCell;

use super::indexed::indexed;
use super::{Initializer, described, unless};
use crate::error::Problem;
use crate::number::arithmetic::sqrt64;
use crate::number::double_double::DoubleDouble;
use crate::tensor::Target;
use crate::values::Fill;

/// A row of imaginary parts, by the names of S4D.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum S4dVariant {
    /// πn.
    #[default]
    Lin,
    /// N/π · (N / (2n + 1) − 1).
    Inv,
    /// N/π · (N / (n + 1) − 1).
    Inv2,
    /// (2n + 1)² / π.
    Quad,
    /// Those of the eigenvalues of HiPPO-LegS, in increasing order.
    Legs,
}

impl S4dVariant {
    /// The word for it in an attribute.
    pub fn name(self) -> &'static str {
        match self {
            Self::Lin => "lin",
            Self::Inv => "inv",
            Self::Inv2 => "inv2",
            Self::Quad => "quad",
            Self::Legs => "legs",
        }
    }
}

/// The imaginary parts of S4D, made by [`s4d`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct S4d {
    variant: S4dVariant,
}

/// The imaginary parts of A in S4D, at the indices n of the last axis: one of each of the N/2 conjugate
/// pairs of N states. By default πn, S4D-Lin. The real parts are −1/2, `constant = -0.5`, and those of
/// S4D-Real the exponential of [`a_log`](super::a_log).
///
/// A. Gu and others, "On the parameterization and initialization of diagonal state space models", 2022,
/// section 4.
///
/// ```
/// use init_core::initializer::{S4dVariant, s4d};
/// # let mut rng = init_core::hidden::doc::rng();
///
/// let mut imaginary = [[0.0_f64; 3]; 16];
/// s4d().fill(&mut imaginary, &mut rng)?;
/// assert_eq!(imaginary[7], [0.0, 1.0, 2.0].map(|n| n * std::f64::consts::PI));
///
/// // Of two states A + PPᵀ is [[-1, √3], [-√3, -1]] / 2.
/// let mut imaginary = [0.0_f64; 1];
/// s4d().variant(S4dVariant::Legs).fill(&mut imaginary, &mut rng)?;
/// assert!((imaginary[0] - 3.0_f64.sqrt() / 2.0).abs() < 1e-15);
/// # Ok::<(), init_core::Error>(())
/// ```
#[doc(alias("S4D-Lin", "S4D-Inv", "S4D-LegS"))]
pub fn s4d() -> S4d {
    S4d {
        variant: S4dVariant::Lin,
    }
}

impl S4d {
    /// Which imaginary parts.
    pub fn variant(mut self, variant: S4dVariant) -> Self {
        self.variant = variant;
        self
    }
}

/// The value at `place`, of `pairs` in all, but for LegS.
fn closed_form(variant: S4dVariant, place: usize, pairs: usize) -> f64 {
    let (pi, n) = (DoubleDouble::PI, place as f64);
    let states = 2.0 * pairs as f64;
    let inverse = |divisor: f64| {
        let states = DoubleDouble::from(states);
        states / pi * (states / divisor.into() - DoubleDouble::ONE)
    };
    let value = match variant {
        S4dVariant::Inv => inverse(2.0 * n + 1.0),
        S4dVariant::Inv2 => inverse(n + 1.0),
        S4dVariant::Quad => DoubleDouble::square(2.0 * n + 1.0) / pi,
        S4dVariant::Lin | S4dVariant::Legs => pi * n.into(),
    };
    value.high
}

/// How many of the imaginary parts of LegS with `states` states lie below ω > 0.
///
/// The skew part of A + PPᵀ has ½√((2n + 1)(2k + 1)) above its diagonal. Subtracting neighbouring rows of
/// its eigenvalue problem leaves a product of rotations: iω is an eigenvalue where the sum of
/// arctan(2ω / (2n + 1)) over n is an odd multiple of π/2. The rotation is counted in half-turns.
fn below(omega: f64, states: usize) -> usize {
    let (mut cosine, mut sine) = (1.0_f64, 0.0_f64);
    let mut quarters = 0;
    for n in 0..states {
        let (x, y) = (2.0 * n as f64 + 1.0, 2.0 * omega);
        let length = sqrt64(x * x + y * y);
        let (x, y) = (x / length, y / length);
        (cosine, sine) = (cosine * x - sine * y, cosine * y + sine * x);
        // Each factor turns by less than a quarter: turn back by as many as were made.
        if cosine <= 0.0 {
            (cosine, sine) = (sine, -cosine);
            quarters += 1;
        }
    }
    usize::div_ceil(quarters, 2)
}

/// The imaginary parts of LegS: each is halved down to two neighbouring numbers.
fn legs(pairs: usize) -> Vec<f64> {
    let states = 2 * pairs;
    let root = |place: usize| {
        let (mut low, mut high) = (0.0, 2.0 * states as f64 * states as f64);
        loop {
            let middle = low + (high - low) / 2.0;
            if middle <= low || middle >= high {
                return high;
            }
            if below(middle, states) > place {
                high = middle;
            } else {
                low = middle;
            }
        }
    };
    (0..pairs).map(root).collect()
}

impl Initializer for S4d {
    fn resolve<'a>(&'a self, target: &Target<'_>) -> Result<Fill<'a>, Problem> {
        let pairs = target.shape().last().copied().unwrap_or(1);
        let variant = self.variant;
        let legendre = OnceCell::new();
        let largest = 8.0 * pairs as f64 * pairs as f64;
        Ok(indexed(largest.max(1.0), move |index, _| {
            let place = index.last().copied().unwrap_or(0);
            match variant {
                S4dVariant::Legs => legendre.get_or_init(|| legs(pairs))[place],
                _ => closed_form(variant, place, pairs),
            }
        }))
    }

    fn describe(&self) -> String {
        let variant = unless(&"lin", &self.variant.name());
        described("s4d", &[("variant", variant)])
    }
}
