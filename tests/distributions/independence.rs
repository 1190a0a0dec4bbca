//! Values that have a word, a block, a tile, a path or a key in common have nothing else in
//! common: the means of x·y and of (x² − 1)·(y² − 1) are 0.

use init_core::initializer::{normal, uniform};
use init_core::values::Element;
use rand::rngs::ChaCha8Rng;
use rand::{Rng, SeedableRng};

use crate::source::values_at;
use crate::{assert_chance, assert_equal_bins};

/// The mean of x·y and of (x² − 1)·(y² − 1) over `n` pairs, in standard errors: the products
/// of standard normals have variance 1, those of the squares 2·2.
fn statistics(pairs: impl Iterator<Item = (f64, f64)>) -> [f64; 2] {
    let (mut product, mut squares, mut n) = (0.0, 0.0, 0.0);
    for (x, y) in pairs {
        product += x * y;
        squares += (x * x - 1.0) * (y * y - 1.0);
        n += 1.0;
    }
    let n: f64 = n;
    [product / n.sqrt(), squares / (2.0 * n.sqrt())]
}

#[track_caller]
fn check(pairs: impl Iterator<Item = (f64, f64)>, what: &str) {
    let [product, squares] = statistics(pairs);
    assert_chance(product, &format!("{what}: x·y"));
    assert_chance(squares, &format!("{what}: x²·y²"));
}

/// 2^22 values; 2^21 pairs of Box–Muller, or as many overlapping pairs as there are values.
const COUNT: usize = 1 << 22;

fn normals<T: Element + Default + Into<f64>>(seed: u64) -> Vec<f64> {
    let values = values_at::<T>(&normal(), seed, "w", COUNT);
    values.into_iter().map(Into::into).collect()
}

/// The values of a pair are 16 apart in every run of 32.
fn box_muller(values: &[f64]) -> impl Iterator<Item = (f64, f64)> {
    values
        .chunks_exact(32)
        .flat_map(|run| (0..16).map(|lane| (run[lane], run[lane + 16])))
}

#[test]
fn the_normals_of_a_pair_are_independent() {
    check(box_muller(&normals::<f32>(501)), "f32 pairs");
    check(box_muller(&normals::<f64>(502)), "f64 pairs");
}

/// The angle of a pair is uniform, and so is its radius by its own law: 2^10 bins each over
/// 2^21 pairs, 2048 a bin.
#[test]
fn the_angle_and_the_radius_of_a_pair_are_uniform() {
    for (seed, values) in [(511, normals::<f32>(511)), (512, normals::<f64>(512))] {
        let mut angles = vec![0_u64; 1 << 10];
        let mut radii = vec![0_u64; 1 << 10];
        // The two together: 32 bins each.
        let mut both = vec![0_u64; 1 << 10];
        for (x, y) in box_muller(&values) {
            let turn = y.atan2(x) / std::f64::consts::TAU + 0.5;
            let tail = (-0.5 * (x * x + y * y)).exp();
            let bin = |unit: f64, bins: usize| ((unit * bins as f64) as usize).min(bins - 1);
            angles[bin(turn, 1 << 10)] += 1;
            radii[bin(tail, 1 << 10)] += 1;
            both[32 * bin(turn, 32) + bin(tail, 32)] += 1;
        }
        assert_equal_bins(&angles, &format!("angle, seed {seed}"));
        assert_equal_bins(&radii, &format!("radius, seed {seed}"));
        assert_equal_bins(&both, &format!("angle and radius, seed {seed}"));
    }
}

/// Neighbours in memory, in a block, in a tile.
#[test]
fn normals_some_steps_apart_are_independent() {
    for (values, name) in [(normals::<f32>(521), "f32"), (normals::<f64>(522), "f64")] {
        for stride in [1, 2, 15, 16, 17, 32, 128, 256, 512, 4096] {
            let pairs = values.iter().zip(&values[stride..]).map(|(&x, &y)| (x, y));
            check(pairs, &format!("{name}, {stride} apart"));
        }
    }
}

/// 32 blocks in a row, 64 values each way.
#[test]
fn uniforms_some_steps_apart_are_independent() {
    let values = values_at::<f32>(&uniform(), 523, "w", COUNT);
    for stride in [1, 2, 15, 16, 17, 32, 128, 256, 512, 4096] {
        // 2^5 by 2^5 bins, 4096 a bin.
        let mut counts = vec![0_u64; 1 << 10];
        for pair in values.chunks_exact(2 * stride) {
            for (x, y) in pair[..stride].iter().zip(&pair[stride..]) {
                counts[(x * 32.0) as usize * 32 + (y * 32.0) as usize] += 1;
            }
        }
        assert_equal_bins(&counts, &format!("{stride} apart"));
    }
}

/// 2^16 values under each of 32 neighbouring names or keys: each pair within the critical
/// value, and the sum of all squares as the sum of 31 squares of standard normals should be.
fn neighbours(values: &[Vec<f32>], what: &str) {
    let mut squares = [0.0; 2];
    for neighbours in values.windows(2) {
        let pairs = neighbours[0].iter().zip(&neighbours[1]);
        let found = statistics(pairs.map(|(&x, &y)| (f64::from(x), f64::from(y))));
        for (sum, z) in squares.iter_mut().zip(found) {
            assert_chance(z, what);
            *sum += z * z;
        }
    }
    let freedom = (values.len() - 1) as f64;
    for square in squares {
        assert_chance(
            (square - freedom) / (2.0 * freedom).sqrt(),
            &format!("{what}: all"),
        );
    }
}

#[test]
fn neighbouring_paths_are_independent() {
    let values: Vec<Vec<f32>> = (0..32)
        .map(|index| values_at(&normal(), 531, &format!("layer{index}"), 1 << 16))
        .collect();
    neighbours(&values, "paths");
}

#[test]
fn neighbouring_keys_are_independent() {
    let values: Vec<Vec<f32>> = (0..32)
        .map(|seed| values_at(&normal(), seed, "w", 1 << 16))
        .collect();
    neighbours(&values, "seeds");

    let mut rng = ChaCha8Rng::seed_from_u64(532);
    let mut key = [0; 32];
    rng.fill_bytes(&mut key);
    let values: Vec<Vec<f32>> = (0..32)
        .map(|byte| {
            key[byte] ^= 1;
            let mut values = vec![0.0_f32; 1 << 16];
            let mut model = crate::watched::Model {
                path: "w",
                tensor: init_core::parameter::Flat::new(values.as_mut_slice(), 1 << 16),
                law: &normal(),
            };
            init_core::Reset::key(key).run(&mut model).unwrap();
            values
        })
        .collect();
    neighbours(&values, "keys that differ in one bit");
}
