//! Variables under names, as libraries keep them in maps.

use init_core::initializer::{constant, normal, ones};
use init_core::{Initialize, Reset, Rules};

/// Names and shapes. Twelve blocks, so that the order of names as text is not that of numbers.
pub fn entries() -> Vec<(String, Vec<usize>)> {
    let mut entries = vec![("wte.weight".into(), vec![11, 6])];
    for block in 0..12 {
        entries.push((format!("h.{block}.proj.weight"), vec![6, 6]));
        entries.push((format!("h.{block}.proj.bias"), vec![6]));
        entries.push((format!("h.{block}.ln.weight"), vec![6]));
    }
    entries
}

/// What initializes them.
pub fn rules() -> Rules<'static> {
    Rules::new()
        .at("**.weight", normal().std(0.5))
        .at("h.*.ln.weight", ones())
        .at("**.bias", constant(0.25))
}

#[derive(Initialize)]
struct Proj {
    #[init(normal, std = 0.5)]
    weight: [[f32; 6]; 6],
}

#[derive(Initialize)]
struct Block {
    proj: Proj,
}

#[derive(Initialize)]
struct Plain {
    h: Vec<Block>,
}

/// What fields of the same paths hold under a seed: `h.N.proj.weight` by N.
///
/// # Panics
/// If the reset fails.
pub fn projections(seed: u64) -> Vec<Vec<f64>> {
    let proj = || Proj {
        weight: [[0.0; 6]; 6],
    };
    let mut plain = Plain {
        h: (0..12).map(|_| Block { proj: proj() }).collect(),
    };
    Reset::seed(seed).run(&mut plain).unwrap();
    let weights = plain.h.iter().map(|block| block.proj.weight.as_flattened());
    weights
        .map(|weight| weight.iter().map(|&value| value.into()).collect())
        .collect()
}
