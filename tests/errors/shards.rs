//! Parts that a process cannot hold.

use init_core::initializer::normal;
use init_core::model::Sharded;
use init_core::tensor::Shard;
use init_core::walk::Declared;
use init_core::{ErrorKind, Initialize, Reset};
use ndarray::Array2;

use crate::{UNTOUCHED, Watched, refused};

/// A valid parameter before the one that is wrong.
#[derive(Initialize)]
struct Stored {
    #[init(normal)]
    before: [f32; 3],
    #[init(normal, shape = &self.shape, groups = self.groups, shard = self.shard.clone())]
    tensor: Vec<f32>,
    #[init(skip)]
    shape: Vec<usize>,
    #[init(skip)]
    shard: Shard,
    #[init(skip)]
    groups: usize,
}

fn stored(shape: &[usize], groups: usize, shard: Shard, length: usize) -> Stored {
    Stored {
        before: [UNTOUCHED; 3],
        tensor: vec![UNTOUCHED; length],
        shape: shape.to_vec(),
        shard,
        groups,
    }
}

/// The message of a part whose storage has so many values.
fn refused_stored(shape: &[usize], groups: usize, shard: Shard, length: usize) -> String {
    let mut model = stored(shape, groups, shard, length);
    let error = Watched::new().refused(&mut model);
    assert_eq!(model.before, [UNTOUCHED; 3]);
    assert!(model.tensor.iter().all(|&value| value == UNTOUCHED));
    error.to_string()
}

/// The same of a tensor of shape [10, 4].
fn refused_part(shard: Shard, length: usize) -> String {
    refused_stored(&[10, 4], 1, shard, length)
}

#[test]
fn parts_that_the_tensor_does_not_have() {
    assert_eq!(
        refused_part(Shard::range(0, 5..12), 28),
        "`tensor`: `shard` has 5..12 of axis 0, which has 10, of a tensor of shape [10, 4]
  help: end the range at 10, or before
note: nothing was written"
    );
    assert_eq!(
        refused_part(Shard::rows(1, 2).and(Shard::range(0, 2..6)), 16),
        "`tensor`: `shard` has 2..6 of axis 0, which has 5, of a tensor of shape [10, 4]
  help: end the range at 5, or before
note: nothing was written"
    );
    assert_eq!(
        refused_part(Shard::flat_range(0..41), 41),
        "`tensor`: `shard` has 0..41 of the values, which has 40, of a tensor of shape [10, 4]
  help: end the range at 40, or before
note: nothing was written"
    );
    assert_eq!(
        refused_part(Shard::axis(2, 0, 2), 20),
        "`tensor`: `shard` cuts axis 2, found shape [10, 4]
  help: count axes from 0, in the tensor's own order
note: nothing was written"
    );
    assert_eq!(
        refused_part(Shard::rows(3, 3), 0),
        "`tensor`: `shard` is part 3 of 3
  help: count parts from 0: the last of n is n − 1
note: nothing was written"
    );
    assert_eq!(
        refused_part(Shard::flat(0, 2).and(Shard::rows(0, 2)), 10),
        "`tensor`: `shard` cuts axis 0 of what it has flattened
  help: cut the axes first: `Shard::rows(…).and(Shard::flat(…))`
note: nothing was written"
    );
}

#[test]
fn blocks_that_the_tensor_does_not_have() {
    assert_eq!(
        refused_part(Shard::rows(0, 2).in_blocks(3), 20),
        "`tensor`: `shard` cuts 3 blocks of axis 0, which has 10, of a tensor of shape [10, 4]
  help: give a number of blocks that divides 10
note: nothing was written"
    );
    assert_eq!(
        refused_part(Shard::columns(0, 2).in_blocks(0), 20),
        "`tensor`: `shard` cuts 0 blocks of axis 1
  help: give the number of equal blocks, e.g. `.in_blocks(3)` for query, key and value
note: nothing was written"
    );
    assert_eq!(
        refused_part(Shard::axis(2, 0, 2).in_blocks(2), 20),
        "`tensor`: `shard` cuts axis 2, found shape [10, 4]
  help: count axes from 0, in the tensor's own order
note: nothing was written"
    );
    assert_eq!(
        refused_part(Shard::range(0, 3..6).in_blocks(2), 24),
        "`tensor`: `shard` has 3..6 of each of 2 blocks of axis 0, which has 5, of a tensor of shape [10, 4]
  help: end the range at 5, or before
note: nothing was written"
    );
    // Of rows 0 and 1, 5 and 6, the next cut has four.
    assert_eq!(
        refused_part(
            Shard::range(0, 0..2)
                .in_blocks(2)
                .and(Shard::rows(0, 2).in_blocks(3)),
            8
        ),
        "`tensor`: `shard` cuts 3 blocks of axis 0, which has 4, of a tensor of shape [10, 4]
  help: give a number of blocks that divides 4
note: nothing was written"
    );
    assert_eq!(
        refused_part(Shard::flat(0, 2).in_blocks(7), 20),
        "`tensor`: `shard` cuts 7 blocks of the values, which has 40, of a tensor of shape [10, 4]
  help: give a number of blocks that divides 40
note: nothing was written"
    );
    let mut model = stored(&[10, 4], 1, Shard::rows(0, 2).in_blocks(2), 24);
    let plan = Reset::seed(1).run(&mut model).unwrap();
    assert_eq!(plan.entries()[1].held_shape(), [6, 4]);
    let wrong = refused_part(Shard::rows(0, 2).in_blocks(2), 20);
    assert!(wrong.contains("the part has shape [6, 4] and 24 values, but the storage holds 20"));
}

#[test]
fn memory_of_another_size() {
    assert_eq!(
        refused_part(Shard::rows(2, 3), 16),
        "`tensor`: the part has shape [2, 4] and 8 values, but the storage holds 16
  help: make the storage as long as the part, or correct `shard`
note: nothing was written"
    );
    let normal = normal();
    let declared = Declared::new(&normal).shard(Shard::columns(0, 2).of((10, 4)));
    assert_eq!(
        refused(Array2::from_elem((10, 4), UNTOUCHED), &declared),
        "the part, columns 0 of 2 of shape [10, 4], has the shape [10, 2], but the tensor has [10, 4]
  help: make the tensor of the shape of the part, or correct `shard`"
    );
    let declared = Declared::new(&normal).shard(Shard::columns(0, 2));
    assert_eq!(
        refused(Array2::from_elem((10, 2), UNTOUCHED), &declared),
        "`shard` is columns 0 of 2 of a tensor whose shape nothing tells
  help: give the shape of the whole: `shape = (…)`, or `.of((…))` after the shard"
    );
}

#[test]
fn a_part_has_whole_groups() {
    assert_eq!(
        refused_stored(&[12, 2, 3], 3, Shard::rows(0, 2), 36),
        "`tensor`: the part has 0..6 along `o`, which cuts a group: each has 4 indices
  help: cut between groups: `Shard::range(…)`, or `Shard::flat(…)`
note: nothing was written"
    );
    // Of each half of a group of four, the first row.
    assert_eq!(
        refused_stored(&[12, 2, 3], 3, Shard::rows(0, 2).in_blocks(6), 36),
        "`tensor`: the part has 0..1 along `o`, which cuts a group: each has 4 indices
  help: cut between groups: `Shard::range(…)`, or `Shard::flat(…)`
note: nothing was written"
    );
    // Every third has a group, and a vector of the values has no axes.
    for (groups, shard, length) in [
        (3, Shard::rows(1, 3), 24),
        (6, Shard::rows(0, 2).in_blocks(3), 36),
        (3, Shard::flat(1, 5), 15),
    ] {
        let mut model = stored(&[12, 2, 3], groups, shard, length);
        Reset::seed(1).run(&mut model).unwrap();
        assert!(model.tensor.iter().all(|&value| value != UNTOUCHED));
    }
}

/// Lengths that cannot be multiplied are no problem where there is no value.
#[test]
fn a_part_of_nothing() {
    let large = 1 << 40;
    for (shape, shard) in [
        ([large, large, 0], Shard::rows(0, 2)),
        ([0, large, large], Shard::axis(2, 1, 2).in_blocks(4)),
        ([large, 0, large], Shard::flat(0, 2)),
    ] {
        let mut model = stored(&shape, 1, shard, 0);
        let plan = Reset::seed(1).run(&mut model).unwrap();
        assert_eq!(plan.entries()[1].held_len(), 0);
    }
}

#[derive(Initialize)]
struct Table {
    #[init(normal, shape = (6, 2))]
    weight: Vec<f32>,
}

#[test]
fn some_indices_of_a_part_are_not_reset_alone() {
    let mut table = Table {
        weight: vec![UNTOUCHED; 6],
    };
    let mut sharded = Sharded::new(&mut table, |_, _| Shard::rows(0, 2));
    let reset = Reset::seed(1).part("weight", 0, [1]);
    let error = reset.run(&mut sharded).unwrap_err();
    assert!(error.has(ErrorKind::Selection));
    assert_eq!(
        error.to_string(),
        "`weight`: `part` is for whole tensors, but this process holds rows 0 of 2
  help: reset what the process holds, or leave it out with `.except(…)`
note: nothing was written"
    );
    assert_eq!(table.weight, [UNTOUCHED; 6]);
}
