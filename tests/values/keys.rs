//! The sources of the key.

use std::convert::Infallible;

use init_core::initializer::{constant, normal};
use init_core::{Initializer, Reset};
use rand::SeedableRng;
use rand::rand_core::TryRng;
use rand::rngs::ChaCha8Rng;

use crate::model::{KEY, assert_same, values_at};

/// A generator that notes how it is asked, and gives the bytes 1, 2, 3, …
#[derive(Default)]
struct Noting {
    asked: Vec<usize>,
}

impl TryRng for Noting {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        panic!("the key is drawn as bytes");
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        panic!("the key is drawn as bytes");
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Infallible> {
        self.asked.push(bytes.len());
        for (place, byte) in bytes.iter_mut().enumerate() {
            *byte = place as u8 + 1;
        }
        Ok(())
    }
}

#[test]
fn the_key_is_drawn_as_32_bytes_at_once() {
    let mut rng = Noting::default();
    let mut tensor = [0.0_f32; 1000];
    normal().fill(&mut tensor, &mut rng).unwrap();
    assert_eq!(rng.asked, [32]);

    let mut key = [0; 32];
    for (place, byte) in key.iter_mut().enumerate() {
        *byte = place as u8 + 1;
    }
    assert_same(
        &tensor,
        &values_at(&normal(), "", key, 1000),
        "the key in order",
    );
}

/// A reset that needs no random word draws its key all the same: what stands in the model
/// decides nothing about what the generator gives next.
#[test]
fn constants_draw_the_key_too() {
    let mut rng = Noting::default();
    let mut tensor = [0.0_f32; 8];
    constant(1).fill(&mut tensor, &mut rng).unwrap();
    assert_eq!(rng.asked, [32]);
}

#[test]
fn a_seed_is_expanded_as_rand_core_does() {
    for seed in [0, 1, 2, 42, 0xdead_beef, 1 << 32, 1 << 63, u64::MAX] {
        let key = ChaCha8Rng::seed_from_u64(seed).get_seed();
        let law = normal();
        let mut tensor = Seeded([0.0; 64], &law);
        Reset::seed(seed).run(&mut tensor).unwrap();
        assert_same(
            &tensor.0,
            &values_at(&law, "w", key, 64),
            "the key of a seed",
        );
    }
}

struct Seeded<'s>([f32; 64], &'s dyn Initializer);

impl init_core::Initialize for Seeded<'_> {
    fn visit_parameters(&self, visitor: &mut dyn init_core::walk::Visitor) {
        let (component, declared) = parts(self.1);
        init_core::walk::Parameters::<init_core::walk::OwnShape>::visit(
            &self.0, &component, &declared, visitor,
        );
    }

    fn visit_parameters_mut(&mut self, visitor: &mut dyn init_core::walk::VisitorMut) {
        let (component, declared) = parts(self.1);
        init_core::walk::Parameters::<init_core::walk::OwnShape>::visit_mut(
            &mut self.0,
            &component,
            &declared,
            visitor,
        );
    }
}

fn parts(
    law: &dyn Initializer,
) -> (
    init_core::walk::Component<'static>,
    init_core::walk::Declared<'_>,
) {
    (
        init_core::walk::Component::field("w"),
        init_core::walk::Declared::new(law),
    )
}

#[test]
fn every_bit_of_the_key_and_of_the_path_matters() {
    let law = normal();
    let first: Vec<f32> = values_at(&law, "w", KEY, 64);
    for bit in 0..256 {
        let mut key = KEY;
        key[bit / 8] ^= 1 << (bit % 8);
        let other: Vec<f32> = values_at(&law, "w", key, 64);
        let equal = first.iter().zip(&other).filter(|(a, b)| a == b).count();
        assert!(equal <= 1, "bit {bit}: {equal} values are equal");
    }
    for path in ["v", "W", "w.w", "ww", "w.0"] {
        let other: Vec<f32> = values_at(&law, path, KEY, 64);
        let equal = first.iter().zip(&other).filter(|(a, b)| a == b).count();
        assert!(equal <= 1, "path {path}: {equal} values are equal");
    }
}
