//! The map of f32 normals, on all its words.
//!
//! The radius and the angle come from disjoint bits. The smallest radius is 2^-20 and the cosine of
//! the smallest angle rounds to 1, so that either part can be seen alone, exactly. The oracle is
//! the logarithm and the functions of the angle in f64, whose own error is below 10^-6 units.

use std::f64::consts::FRAC_PI_4;

use crate::table::Table;
use crate::words::{PAIRS, mix, normal_pairs, sweep};

const ANGLES: usize = 1 << 21;

/// 2^-20, and the words that give it.
const SMALLEST: f32 = 1.0 / 1_048_576.0;
const WORDS_OF_SMALLEST: (u32, u32) = (u32::MAX, 255);

/// E x^2k of a standard normal, and E r^2k of the radius of a pair.
const NORMAL: [f64; 4] = [1.0, 3.0, 15.0, 105.0];

/// One in the last place of an f32 of the size of `x`.
fn unit(x: f64) -> f64 {
    let exponent = (x.abs() as f32).to_bits() >> 23;
    2.0_f64.powi(exponent.cast_signed() - 150)
}

pub(crate) fn check(table: &mut Table) {
    table.section("the map of f32 normals; errors in units in the last place");
    let radii = check_radius(table);
    let circle = check_angle(table);
    for (k, (moment, exact)) in radii.iter().zip(NORMAL).enumerate() {
        if !table.is_quick() {
            let relative = moment * circle[k] / exact - 1.0;
            let name = format!("moment {} over all words, relative error", 2 * k + 2);
            let bound = [1e-7, 1e-7, 1e-6, 1e-5][k];
            table.at_most(&name, 3 << 32, relative, bound);
        }
    }
    check_pairs(table);
}

/// What a part of the radii comes to.
#[derive(Clone)]
struct Radii {
    first: f32,
    last: f32,
    count: u64,
    rises: u64,
    worst: f64,
    weight: f64,
    powers: [f64; 4],
}

impl Radii {
    const NONE: Self = Self {
        first: f32::NAN,
        last: f32::INFINITY,
        count: 0,
        rises: 0,
        worst: 0.0,
        weight: 0.0,
        powers: [0.0; 4],
    };

    /// A run of 40-bit integers that all give one radius.
    fn run(&mut self, radius: f32, integers: [u64; 2], weight: u32) {
        if self.first.is_nan() {
            self.first = radius;
        }
        self.rises += u64::from(radius > self.last || radius.is_nan());
        self.last = radius;
        for integer in integers {
            self.worst = self.worst.max(radius_error(radius.into(), integer));
        }
        self.weight += f64::from(weight);
        let square = f64::from(radius) * f64::from(radius);
        let mut power = f64::from(weight);
        for sum in &mut self.powers {
            power *= square;
            *sum += power;
        }
    }

    /// Three integers for each first word, which stand at the ends and in the middle of those
    /// that share it; weights 1, 4, 1 are Simpson's for the integral over all.
    fn chunk(&mut self, start: u64, radii: [&[f32; PAIRS]; 3]) {
        let mut run = (radii[0][0], [(start << 8); 2], 0);
        for (place, first) in (0..PAIRS).zip(start..) {
            let [zero, middle, last] = radii.map(|radii| radii[place]);
            if zero == run.0 && middle == run.0 && last == run.0 {
                run.1[1] = first << 8 | 255;
                run.2 += 6;
                continue;
            }
            for (low, radius, weight) in [(0, zero, 1), (127, middle, 4), (255, last, 1)] {
                if radius != run.0 {
                    self.run(run.0, run.1, run.2);
                    run = (radius, [first << 8 | low; 2], 0);
                }
                run.1[1] = first << 8 | low;
                run.2 += weight;
            }
        }
        self.run(run.0, run.1, run.2);
        self.count += 3 * PAIRS as u64;
    }

    fn then(mut self, next: &Self) -> Self {
        self.rises += next.rises + u64::from(next.first > self.last);
        self.last = next.last;
        self.count += next.count;
        self.worst = self.worst.max(next.worst);
        self.weight += next.weight;
        for (sum, next) in self.powers.iter_mut().zip(next.powers) {
            *sum += next;
        }
        self
    }
}

/// How far the radius is from √(−2 ln U), U = (integer + ½) / 2^40, to first order.
fn radius_error(radius: f64, integer: u64) -> f64 {
    let half_square = 0.5 * radius * radius;
    let tail = (-half_square).exp();
    let below = (integer as f64 + 0.5) / 2.0_f64.powi(40);
    let excess = if integer >> 39 == 1 {
        // 1 − U keeps its digits.
        let above = (((1_u64 << 40) - 1 - integer) as f64 + 0.5) / 2.0_f64.powi(40);
        above + (-half_square).exp_m1()
    } else {
        tail - below
    };
    (excess / (radius * tail)).abs() / unit(radius)
}

fn check_radius(table: &mut Table) -> [f64; 4] {
    let account = || Radii::NONE.clone();
    let parts = sweep(
        1 << 32,
        PAIRS as u64,
        table.is_quick(),
        account,
        |sum, start| {
            let mut scratch = [0.0; 2 * PAIRS];
            let mut radii = [[0.0; PAIRS]; 3];
            let mut sines = [0.0; PAIRS];
            for (low, radii) in [0, 127, 255].into_iter().zip(&mut radii) {
                let words = |place| ((start + place) as u32, low);
                normal_pairs(words, &mut scratch, [radii, &mut sines]);
            }
            sum.chunk(start, radii.each_ref());
        },
    );
    let sum = parts.iter().fold(Radii::NONE, Radii::then);
    table.at_most("radius, error", sum.count, sum.worst, 1.65);
    table.none("radius, rises", sum.count, sum.rises);
    sum.powers.map(|power| power / sum.weight)
}

/// All 2^24 angles with their signs and the exchange; the means of even powers of the cosine
/// and the sine together.
fn check_angle(table: &mut Table) -> [f64; 4] {
    let mut scratch = [0.0; 2 * PAIRS];
    let (mut xs, mut ys) = ([0.0; PAIRS], [0.0; PAIRS]);
    let mut first_octant = vec![(0.0_f32, 0.0_f32); ANGLES];
    let (mut worst_sine, mut worst_cosine, mut turns, mut asymmetries) = (0.0_f64, 0.0_f64, 0, 0);
    let mut powers = [0.0; 4];
    for start in (0..8 * ANGLES).step_by(PAIRS) {
        let (first, low) = WORDS_OF_SMALLEST;
        let words = |place| (first, (start as u32 + place as u32) << 8 | low);
        normal_pairs(words, &mut scratch, [&mut xs, &mut ys]);
        for (place, (x, y)) in (start..).zip(xs.iter().zip(&ys)) {
            let (x, y) = (x / SMALLEST, y / SMALLEST);
            if place < ANGLES {
                let phi = (place as f64 + 0.5) / ANGLES as f64 * FRAC_PI_4;
                let error = |x: f32, exact: f64| (f64::from(x) - exact).abs() / unit(exact);
                worst_cosine = worst_cosine.max(error(x, phi.cos()));
                worst_sine = worst_sine.max(error(y, phi.sin()));
                if place > 0 {
                    let (before_x, before_y) = first_octant[place - 1];
                    turns += u64::from(x > before_x) + u64::from(y < before_y);
                }
                first_octant[place] = (x, y);
                for (sum, k) in powers.iter_mut().zip(1..) {
                    *sum += f64::from(x).powi(2 * k) + f64::from(y).powi(2 * k);
                }
                continue;
            }
            let (mut expected_x, mut expected_y) = first_octant[place % ANGLES];
            let is_set = |bit: usize| place >> bit & 1 == 1;
            if is_set(21) {
                (expected_x, expected_y) = (expected_y, expected_x);
            }
            let signed = |x: f32, minus: bool| if minus { -x } else { x }.to_bits();
            asymmetries += u64::from(
                x.to_bits() != signed(expected_x, is_set(23))
                    || y.to_bits() != signed(expected_y, is_set(22)),
            );
        }
    }
    // Where it is 1, a radius stands alone; the sweep of the radii rests on it.
    asymmetries += u64::from(first_octant[0].0 != 1.0);
    let all = 8 * ANGLES as u64;
    table.at_most("sine, error", ANGLES as u64, worst_sine, 1.2);
    table.at_most("cosine, error", ANGLES as u64, worst_cosine, 1.2);
    table.none("sine and cosine, turns", ANGLES as u64, turns);
    table.none("signs and exchange, asymmetries", all, asymmetries);
    // The radius has E r^2k = 2^k k!; E x^2k is that times the mean power of the cosine.
    powers.map(|sum| sum / (2 * ANGLES) as f64)
}

/// Both parts and the rounding of their product.
fn check_pairs(table: &mut Table) {
    let end = if table.is_quick() { 1 << 20 } else { 1 << 28 };
    let words = |place: u64| {
        let bits = mix(place);
        ((bits >> 32) as u32, bits as u32)
    };
    let parts = sweep(
        end,
        PAIRS as u64,
        false,
        || 0.0_f64,
        |worst, start| {
            let mut scratch = [0.0; 2 * PAIRS];
            let (mut xs, mut ys) = ([0.0; PAIRS], [0.0; PAIRS]);
            let normals = [&mut xs, &mut ys];
            normal_pairs(|place| words(start + place), &mut scratch, normals);
            for (place, (x, y)) in (start..).zip(xs.iter().zip(&ys)) {
                let (first, second) = words(place);
                let phi = (f64::from(second >> 8 & 0x1f_ffff) + 0.5) / ANGLES as f64 * FRAC_PI_4;
                let (sine, cosine) = phi.sin_cos();
                let exchanged = second >> 29 & 1 == 1;
                let (across, up) = if exchanged {
                    (sine, cosine)
                } else {
                    (cosine, sine)
                };
                let radius = exact_radius(u64::from(first) << 8 | u64::from(second & 255));
                for (x, part) in [(x, across), (y, up)] {
                    let exact = radius * part;
                    *worst = worst.max((f64::from(x.abs()) - exact).abs() / unit(exact));
                }
            }
        },
    );
    let worst = parts.into_iter().fold(0.0, f64::max);
    table.at_most("pairs of mixed words, error", end, worst, 3.5);
}

fn exact_radius(integer: u64) -> f64 {
    let part = |integer: u64| (integer as f64 + 0.5) / 2.0_f64.powi(40);
    let ln = if integer >> 39 == 1 {
        (-part((1 << 40) - 1 - integer)).ln_1p()
    } else {
        part(integer).ln()
    };
    (-2.0 * ln).sqrt()
}
