//! Values that have a word, a block, a tile, a path or a key in common have nothing else in
//! common.
//!
//! For two standard normals the mean products of x and y, of x² and y², of |x| and |y| and of x
//! and y², each standardized, are 0 with variance 1. A pair of Box and Muller stands 16 apart in
//! each run of 32 values; values 1 apart come from neighbouring blocks, 32 apart from
//! neighbouring words, 256 (f64: 128) apart from neighbouring tiles.

use std::f64::consts::{FRAC_1_SQRT_2, FRAC_2_PI};

use init_core::initializer::normal;
use init_core::values::Element;
use init_core::{Initialize, Reset};
use ndarray::Array1;
use rayon::prelude::*;

use crate::chance::sum_of_squares;
use crate::draw::{PIECE, draw};
use crate::table::Table;

const STRIDES: [usize; 26] = [
    1, 2, 3, 4, 5, 8, 15, 16, 17, 31, 32, 33, 48, 64, 127, 128, 255, 256, 257, 512, 1024, 2048,
    4096, 8192, 16384, 32768,
];

const NAMES: [&str; 4] = ["x·y", "x²·y²", "|x|·|y|", "x·y²"];

/// Normals, their squares and their magnitudes, with mean 0 and variance 1.
struct Standardized {
    plain: Vec<f64>,
    square: Vec<f64>,
    magnitude: Vec<f64>,
}

impl Standardized {
    fn new<T: Copy + Into<f64>>(values: &[T]) -> Self {
        let mean = FRAC_2_PI.sqrt();
        let scale = 1.0 / (1.0 - FRAC_2_PI).sqrt();
        let plain: Vec<f64> = values.iter().map(|&value| value.into()).collect();
        Self {
            square: plain
                .iter()
                .map(|x| (x * x - 1.0) * FRAC_1_SQRT_2)
                .collect(),
            magnitude: plain.iter().map(|x| (x.abs() - mean) * scale).collect(),
            plain,
        }
    }

    /// The sums of products of the values from `skip` on with those that `other` begins with.
    fn products(&self, other: &Self, skip: usize) -> [f64; 4] {
        [
            dot(&self.plain[skip..], &other.plain),
            dot(&self.square[skip..], &other.square),
            dot(&self.magnitude[skip..], &other.magnitude),
            dot(&self.plain[skip..], &other.square),
        ]
    }
}

/// The sum of products, as far as the shorter reaches: a multiple of 8 or less than 8 apart.
fn dot(a: &[f64], b: &[f64]) -> f64 {
    let (a, b) = (a.as_chunks::<8>(), b.as_chunks::<8>());
    let mut sums = [0.0; 8];
    for (a, b) in a.0.iter().zip(b.0) {
        for lane in 0..8 {
            sums[lane] += a[lane] * b[lane];
        }
    }
    sums.iter().sum()
}

fn add(sums: &mut [f64; 4], products: [f64; 4]) {
    for (sum, product) in sums.iter_mut().zip(products) {
        *sum += product;
    }
}

fn check_strides<T: Element + Default + Into<f64>>(
    table: &mut Table,
    name: &str,
    seed: u64,
    count: usize,
) {
    let account = || ([[0.0; 4]; STRIDES.len()], [0_u64; STRIDES.len()]);
    let parts = draw(&normal(), seed, count, account, |sums, piece: &[T]| {
        let values = Standardized::new(piece);
        for (place, stride) in STRIDES.into_iter().enumerate() {
            if stride < piece.len() {
                add(&mut sums.0[place], values.products(&values, stride));
                sums.1[place] += (piece.len() - stride) as u64 / 8 * 8;
            }
        }
    });
    for (place, stride) in STRIDES.into_iter().enumerate() {
        let n: u64 = parts.iter().map(|part| part.1[place]).sum();
        for (kind, what) in NAMES.into_iter().enumerate() {
            let sum: f64 = parts.iter().map(|part| part.0[place][kind]).sum();
            if n > 0 {
                table.normal(
                    &format!("{name}, {stride} apart, {what}"),
                    n,
                    sum / (n as f64).sqrt(),
                );
            }
        }
    }
}

fn check_pairs<T: Element + Default + Into<f64>>(
    table: &mut Table,
    name: &str,
    seed: u64,
    count: usize,
) {
    let parts = draw(
        &normal(),
        seed,
        count,
        || [0.0; 4],
        |sums, piece: &[T]| {
            let halves = |half: usize| -> Vec<T> {
                let runs = piece.chunks_exact(32);
                runs.flat_map(|run| &run[16 * half..16 * half + 16])
                    .copied()
                    .collect()
            };
            let [first, second] = [0, 1].map(|half| Standardized::new(&halves(half)));
            add(sums, first.products(&second, 0));
        },
    );
    let n = count / 2;
    for (kind, what) in NAMES.into_iter().enumerate() {
        let sum: f64 = parts.iter().map(|part| part[kind]).sum();
        table.normal(
            &format!("{name}, pairs, {what}"),
            n as u64,
            sum / (n as f64).sqrt(),
        );
    }
}

/// Each of many tensors with the next: the largest statistic, and the sum of their squares.
fn check_neighbours(table: &mut Table, name: &str, tensors: &[Vec<f32>]) {
    let found: Vec<[f64; 4]> = tensors
        .par_windows(2)
        .map(|pair| {
            let [first, second] = [0, 1].map(|n| Standardized::new(&pair[n]));
            let n = pair[0].len() as f64;
            first.products(&second, 0).map(|sum| sum / n.sqrt())
        })
        .collect();
    let n = (found.len() * tensors[0].len()) as u64;
    for (kind, what) in NAMES.into_iter().enumerate() {
        let all = found.iter().map(|z| z[kind]);
        let largest = all.clone().fold(
            0.0,
            |most: f64, z| if z.abs() > most.abs() { z } else { most },
        );
        let many = found.len();
        table.largest(
            &format!("{name}, {what}, largest of {many}"),
            n,
            largest,
            many,
        );
        let z = sum_of_squares(all.map(|z| z * z).sum(), many);
        table.normal(&format!("{name}, {what}, squares"), n, z);
    }
}

/// Tensors at w.0, w.1, …
#[derive(Initialize)]
struct Layers {
    #[init(normal)]
    w: Vec<Array1<f32>>,
}

fn check_paths(table: &mut Table, count: usize) {
    let mut layers = Layers {
        w: vec![Array1::zeros(count); 65],
    };
    Reset::seed(4010).run(&mut layers).expect("a valid model");
    let tensors: Vec<Vec<f32>> = (layers.w.into_iter())
        .map(|tensor| tensor.into_iter().collect())
        .collect();
    check_neighbours(table, "paths w.n, w.(n + 1)", &tensors);
}

fn check_keys(table: &mut Table, count: usize) {
    let tensor = |seed: u64| -> Vec<f32> {
        let account = Vec::new;
        let keep = |values: &mut Vec<f32>, piece: &[f32]| values.extend(piece);
        draw(&normal(), seed, count, account, keep).concat()
    };
    let tensors: Vec<Vec<f32>> = (0..65).map(tensor).collect();
    check_neighbours(table, "seeds n, n + 1", &tensors);

    // A walk through keys that differ in one bit, each in another.
    let mut key = [0x5a; 32];
    let tensors: Vec<Vec<f32>> = (0..65)
        .map(|n: usize| {
            key[n * 4 % 32 + n / 8 % 4] ^= 1 << (n % 8);
            let mut layers = Layers {
                w: vec![Array1::zeros(count)],
            };
            Reset::key(key).run(&mut layers).expect("a valid model");
            layers.w.remove(0).into_iter().collect()
        })
        .collect();
    check_neighbours(table, "keys one bit apart", &tensors);
}

pub(crate) fn check(table: &mut Table) {
    table.section("independence of normals");
    let count = table.count(1 << 30);
    check_pairs::<f32>(table, "f32", 4000, count);
    check_pairs::<f64>(table, "f64", 4001, count);
    debug_assert!(STRIDES.iter().all(|&stride| stride < PIECE));
    let count = table.count(1 << 29);
    check_strides::<f32>(table, "f32", 4002, count);
    check_strides::<f64>(table, "f64", 4003, count);
    let count = if table.is_quick() { 1 << 12 } else { 1 << 20 };
    check_paths(table, count);
    check_keys(table, count);
}
