//! The members of an ensemble, stacked along a leading axis: each is made as one alone is, and no two
//! that are random are the same.

use init_core::Initializer;
use init_core::initializer::{
    delta_orthogonal, dirac, identity, kaiming_normal, orthogonal, sparse, xavier_uniform,
};
use init_core::walk::Declared;

use crate::model::{assert_same, tensor};

/// The members of an ensemble of this layout, after the one that a tensor alone has.
fn members(law: &dyn Initializer, shape: &[usize], alone: bool) -> Vec<Vec<f64>> {
    let layout = if shape.len() == 2 { "*oi" } else { "*oix" };
    let ensemble = [&[4], shape].concat();
    let found: Vec<f64> = tensor(&ensemble, &Declared::new(law).layout(layout));
    let members: Vec<Vec<f64>> = found
        .chunks(shape.iter().product())
        .map(<[f64]>::to_vec)
        .collect();
    if alone {
        let one: Vec<f64> = tensor(shape, &Declared::new(law));
        assert_same(&members[0], &one, &law.describe());
    }
    members
}

#[test]
fn members_differ_and_the_first_is_the_tensor_alone() {
    for (law, shape) in [
        (&orthogonal() as &dyn Initializer, &[5, 3][..]),
        (&sparse().sparsity(0.3), &[7, 3]),
        (&delta_orthogonal(), &[6, 4, 3]),
        (&kaiming_normal(), &[5, 3]),
        (&xavier_uniform(), &[5, 3, 3]),
    ] {
        let members = members(law, shape, true);
        for (place, member) in members.iter().enumerate() {
            for other in &members[..place] {
                assert_ne!(member, other, "{}", law.describe());
            }
        }
    }
}

#[test]
fn every_member_is_orthogonal() {
    for member in members(&orthogonal(), &[5, 3], false) {
        for (left, right) in [(0, 0), (0, 1), (1, 2), (2, 2)] {
            let dot: f64 = member.chunks(3).map(|row| row[left] * row[right]).sum();
            assert!((dot - f64::from(u8::from(left == right))).abs() < 1e-14);
        }
    }
}

#[test]
fn what_is_not_random_is_the_same_in_every_member() {
    for (law, shape) in [
        (&identity() as &dyn Initializer, &[5, 3][..]),
        (&dirac(), &[4, 2, 3]),
    ] {
        let members = members(law, shape, true);
        assert!(members.iter().all(|member| *member == members[0]));
    }
}
