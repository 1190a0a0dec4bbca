//! The mean square of a function of a standard normal number, by adaptive quadrature.
//!
//! A panel holds the Gauss–Legendre rule of 16 points; the panel whose halves contradict it most is
//! halved next. So a kink or a jump, wherever it is, ends in a panel too short to matter. The
//! derivative is that of the polynomial through the points of a panel, which no kink spoils once it
//! lies between two panels.

use alloc::vec::Vec;

use super::normal_law::{GAUSS_LEGENDRE, exp};

/// The points of one panel.
const POINTS: usize = 2 * GAUSS_LEGENDRE.len();

/// The panels reach so far, in panels of length 1: the density there is 10^-43.
const REACH: i32 = 14;

/// The number of halvings of one panel, and of all.
const DEEPEST: u32 = 40;
const MOST: usize = 1000;

/// 1 / √2π.
const DENSITY_AT_ZERO: f64 = 0.398_942_280_401_432_7;

/// The reason why a function has no mean square.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Unbounded {
    /// It is not finite here.
    At(f64, f64),
    /// It grows as fast as the normal density falls, or has a jump where its derivative is wanted.
    Infinite,
}

/// E[f(x)²] of a standard normal x, or E[f′(x)²].
///
/// For a function of f64 arithmetic with a few kinks and jumps the relative error is below 10^-12,
/// for a derivative below 10^-9. A function that is rough everywhere, as one of f32 arithmetic, is
/// as exact as its values.
pub(crate) fn second_moment(
    function: fn(f64) -> f64,
    of_derivative: bool,
) -> Result<f64, Unbounded> {
    // A derivative is a difference of values, whose rounding it carries: what is below that is 0.
    let noise = if of_derivative {
        1e-22 * second_moment(function, false)?
    } else {
        0.0
    };
    let rule = Rule::new(function, of_derivative);
    let mut panels = Vec::new();
    for start in -REACH..REACH {
        let start = f64::from(start);
        panels.push(Panel::new(
            &rule,
            start,
            1.0,
            0,
            rule.integral(start, 1.0)?,
        )?);
    }
    let tolerance = if of_derivative { 1e-12 } else { 1e-13 };
    for _ in 0..MOST {
        let (total, error) = totals(&panels);
        if error <= noise.max(tolerance * total) {
            break;
        }
        let halvable = panels.iter().enumerate();
        let worst = halvable
            .filter(|(_, panel)| panel.depth < DEEPEST)
            .max_by(|(_, a), (_, b)| a.error().total_cmp(&b.error()));
        let Some((index, _)) = worst else { break };
        let [left, right] = panels[index].halved(&rule)?;
        panels[index] = left;
        panels.push(right);
    }
    let (total, _) = totals(&panels);
    let share = |panel: &Panel, most: f64| panel.value() > most * total;
    let diverges = |panel: &Panel| {
        panel.depth == DEEPEST && share(panel, 1e-6)
            || panel.start.abs().min(panel.end().abs()) > f64::from(REACH - 2)
                && share(panel, 1e-15)
    };
    if !total.is_finite() || panels.iter().any(diverges) {
        return Err(Unbounded::Infinite);
    }
    Ok(if total > noise { total } else { 0.0 })
}

/// The sum of all panels, and the sum of their errors.
fn totals(panels: &[Panel]) -> (f64, f64) {
    let sum = |of: fn(&Panel) -> f64| panels.iter().map(of).sum();
    (sum(Panel::value), sum(Panel::error))
}

/// An interval, and the integral over it: as a whole, and as that of its halves.
struct Panel {
    start: f64,
    length: f64,
    depth: u32,
    whole: f64,
    halves: [f64; 2],
}

impl Panel {
    fn new(
        rule: &Rule,
        start: f64,
        length: f64,
        depth: u32,
        whole: f64,
    ) -> Result<Self, Unbounded> {
        let half = length / 2.0;
        Ok(Self {
            start,
            length,
            depth,
            whole,
            halves: [
                rule.integral(start, half)?,
                rule.integral(start + half, half)?,
            ],
        })
    }

    fn end(&self) -> f64 {
        self.start + self.length
    }

    fn value(&self) -> f64 {
        self.halves[0] + self.halves[1]
    }

    fn error(&self) -> f64 {
        (self.whole - self.value()).abs()
    }

    fn halved(&self, rule: &Rule) -> Result<[Self; 2], Unbounded> {
        let (half, depth) = (self.length / 2.0, self.depth + 1);
        let [left, right] = self.halves;
        Ok([
            Self::new(rule, self.start, half, depth, left)?,
            Self::new(rule, self.start + half, half, depth, right)?,
        ])
    }
}

/// The rule on one panel, for one function.
struct Rule {
    function: fn(f64) -> f64,
    /// The points on [−1, 1], in order, and their weights.
    points: [(f64, f64); POINTS],
    /// From the values at the points to those of the derivative.
    derivative: Option<[[f64; POINTS]; POINTS]>,
}

impl Rule {
    fn new(function: fn(f64) -> f64, of_derivative: bool) -> Self {
        let mut points = [(0.0, 0.0); POINTS];
        for (index, (node, weight)) in GAUSS_LEGENDRE.into_iter().enumerate() {
            points[POINTS / 2 + index] = (node, weight);
            points[POINTS / 2 - 1 - index] = (-node, weight);
        }
        Self {
            function,
            points,
            derivative: of_derivative.then(|| differentiation(&points)),
        }
    }

    /// The integral of the square times the density, from `start` on.
    fn integral(&self, start: f64, length: f64) -> Result<f64, Unbounded> {
        let half = length / 2.0;
        let places = self.points.map(|(node, _)| (start + half) + half * node);
        let mut values = places.map(self.function);
        if let Some((place, value)) = (places.iter().zip(&values)).find(|(_, it)| !it.is_finite()) {
            return Err(Unbounded::At(*place, *value));
        }
        if let Some(matrix) = &self.derivative {
            let slope = |row: &[f64; POINTS]| {
                let products = row.iter().zip(&values).map(|(entry, value)| entry * value);
                products.sum::<f64>() / half
            };
            values = matrix.each_ref().map(slope);
        }
        let terms = values.iter().zip(places).zip(self.points);
        let sum: f64 = terms
            .map(|((value, place), (_, weight))| weight * value * value * exp(-0.5 * place * place))
            .sum();
        Ok(sum * half * DENSITY_AT_ZERO)
    }
}

/// The matrix that takes the values of a polynomial at the points to those of its derivative.
fn differentiation(points: &[(f64, f64); POINTS]) -> [[f64; POINTS]; POINTS] {
    let node = |index: usize| points[index].0;
    let others = |index: usize| (0..POINTS).filter(move |&other| other != index);
    let spread =
        |index: usize| -> f64 { (others(index).map(|other| node(index) - node(other))).product() };
    core::array::from_fn(|row| {
        let mut entries = [0.0; POINTS];
        for column in others(row) {
            entries[column] = spread(row) / spread(column) / (node(row) - node(column));
            entries[row] -= entries[column];
        }
        entries
    })
}

#[cfg(test)]
mod tests {
    use super::{Unbounded, second_moment};

    #[track_caller]
    fn assert_close(found: Result<f64, Unbounded>, expected: f64, tolerance: f64) {
        let found = found.unwrap();
        let error = (found - expected).abs() / expected;
        assert!(error < tolerance, "found {found}, expected {expected}");
    }

    #[test]
    fn polynomials_have_the_moments_of_a_normal_number() {
        assert_close(second_moment(|x| x, false), 1.0, 1e-14);
        assert_close(second_moment(|x| x * x, false), 3.0, 1e-14);
        assert_close(second_moment(|x| x * x * x, true), 27.0, 1e-9);
        assert_close(second_moment(|x| 2.0 * x + 1.0, true), 4.0, 1e-9);
        assert_eq!(second_moment(|_| 5.0, true), Ok(0.0));
        assert_close(second_moment(f64::exp, false), 2.0_f64.exp(), 1e-12);
    }

    /// A kink and a jump at a place that no halving meets: E = 1 − Φ, and with the kink
    /// (1 + a²)(1 − Φ(a)) − a·φ(a).
    #[test]
    fn kinks_and_jumps_are_found_wherever_they_are() {
        const KINK: f64 = 0.3;
        let (tail, density) = (0.382_088_577_811_047_37, 0.381_387_815_460_524_1);
        let expected = (1.0 + KINK * KINK) * tail - KINK * density;
        assert_close(
            second_moment(|x| (x - KINK).max(0.0), false),
            expected,
            1e-12,
        );
        assert_close(second_moment(|x| (x - KINK).max(0.0), true), tail, 1e-9);
        let step = |x: f64| f64::from(u8::from(x > KINK));
        assert_close(second_moment(step, false), tail, 1e-11);
    }

    #[test]
    fn a_function_of_f32_arithmetic_is_as_exact_as_its_values() {
        assert_close(second_moment(|x| f64::from(x as f32), false), 1.0, 1e-6);
    }

    #[test]
    fn what_has_no_mean_square_is_told() {
        let found = second_moment(|x| (x - 1.25).ln(), false);
        assert!(matches!(found, Err(Unbounded::At(..))), "{found:?}");
        let found = second_moment(|x| (0.25 * x * x).exp(), false);
        assert_eq!(found, Err(Unbounded::Infinite));
        let found = second_moment(|x| (x - 0.3).abs().powf(-0.6), false);
        assert_eq!(found, Err(Unbounded::Infinite));
        let step = |x: f64| f64::from(u8::from(x > 0.3));
        assert_eq!(second_moment(step, true), Err(Unbounded::Infinite));
    }
}
