//! Parts of equal blocks of an axis, such as query, key and value: the bits of the whole, picked index by index.

use std::slice::from_ref;

use half::bf16;
use init_core::initializer::{
    constant, delta_orthogonal, identity, kaiming_normal, normal, orthogonal, sparse, uniform,
};
use init_core::model::Sharded;
use init_core::tensor::Shard;
use init_core::values::Element;
use init_core::walk::Declared;
use init_core::{Initialize, Initializer, Report, Reset};
use ndarray::{Array2, ShapeBuilder};
use num_complex::Complex;

use crate::model::{KEY, fill, laws, tensor};
use crate::shards::{Way, chunk, part, same_on_any_threads};

/// The indices of an axis of which each of so many blocks has its part: by `torch.chunk`, block after block.
fn blocks(length: usize, blocks: usize, index: usize, count: usize) -> Vec<usize> {
    let block = length / blocks;
    let starts = (0..blocks).map(|number| number * block);
    starts
        .flat_map(|start| chunk(block, index, count).map(move |place| start + place))
        .collect()
}

/// The values of a row-major tensor at these indices of each axis, the last axis fastest.
fn pick<T: Copy>(whole: &[T], shape: &[usize], lists: &[Vec<usize>]) -> Vec<T> {
    let mut places = vec![0];
    for (&length, list) in shape.iter().zip(lists) {
        places = (places.iter())
            .flat_map(|place| list.iter().map(move |index| place * length + index))
            .collect();
    }
    places.into_iter().map(|place| whole[place]).collect()
}

/// The numbers of blocks that divide a length.
fn divisors(length: usize) -> impl Iterator<Item = usize> {
    (1..=length).filter(move |count| length.is_multiple_of(*count))
}

fn lists(shape: &[usize]) -> Vec<Vec<usize>> {
    shape.iter().map(|&length| (0..length).collect()).collect()
}

/// Every number of blocks of every axis, against the whole.
fn check<T: Element + Default + PartialEq + std::fmt::Debug>(
    law: &dyn Initializer,
    shape: &[usize],
    declare: fn(&dyn Initializer) -> Declared<'_>,
) {
    let whole: Vec<T> = tensor(shape, &declare(law));
    let compare = |shard: Shard, expected: &[T]| {
        let what = format!("{}, {shard} of {shape:?}", law.describe());
        let found: Vec<T> = part(expected.len(), &declare(law).shard(shard.of(shape)));
        assert!(found == expected, "{what}");
    };
    for axis in 0..shape.len() {
        for number in divisors(shape[axis]) {
            for (index, count) in [(0, 2), (1, 2), (1, 3)] {
                let mut lists = lists(shape);
                lists[axis] = blocks(shape[axis], number, index, count);
                let shard = Shard::axis(axis, index, count).in_blocks(number);
                let expected = pick(&whole, shape, &lists);
                compare(shard.clone(), &expected);
                // Flattened, what is left is a vector.
                let (start, end) = (expected.len() / 3, expected.len() - expected.len() / 4);
                let flat = shard.clone().and(Shard::flat_range(start..end));
                compare(flat, &expected[start..end]);
                // A second mesh cuts the rows that this one left, wherever their blocks end.
                let again = chunk(lists[axis].len(), 1, 2);
                lists[axis] = lists[axis][again].to_vec();
                let other = (axis + 1) % shape.len();
                if other != axis {
                    lists[other] = blocks(shape[other], 1, 0, 2);
                }
                let mut shard = shard.and(Shard::axis(axis, 1, 2));
                if other != axis {
                    shard = shard.and(Shard::axis(other, 0, 2));
                }
                compare(shard, &pick(&whole, shape, &lists));
            }
        }
    }
}

#[test]
fn blocks_have_the_bits_of_the_whole() {
    for law in laws() {
        check::<f32>(&*law, &[12, 5], |law| Declared::new(law));
        check::<f64>(&*law, &[5, 6], |law| Declared::new(law).layout("io"));
    }
    for law in [&kaiming_normal() as &dyn Initializer, &delta_orthogonal()] {
        check::<f32>(law, &[6, 4, 3], |law| Declared::new(law));
        check::<bf16>(law, &[3, 4, 6], |law| Declared::new(law).layout("kio"));
        check::<f32>(law, &[4, 6, 3], |law| Declared::new(law).layout("iok"));
    }
    check::<bf16>(&normal(), &[12, 3], |law| {
        Declared::new(law).padding_index([1, 7])
    });
    check::<f32>(&identity(), &[9, 9], |law| Declared::new(law));
    check::<i64>(&constant(-3), &[6, 4], |law| Declared::new(law));
    check::<f32>(&normal(), &[24], |law| Declared::new(law));
}

/// Where the field declares fused weights, each is a matrix of its own, of which the process has its rows.
#[test]
fn fused_matrices_are_made_one_by_one_and_cut() {
    let (orthogonal, sparse) = (orthogonal().per_part(), sparse().sparsity(0.5));
    for law in [&orthogonal as &dyn Initializer, &sparse] {
        check::<f64>(law, &[12, 6], |law| Declared::new(law).split(3));
        check::<f64>(law, &[6, 12], |law| {
            Declared::new(law).split(3).layout("io")
        });
    }
    // Each third of the whole is orthogonal, and so the parts of one are rows of it.
    let declared = Declared::new(&orthogonal).split(3);
    let shard = Shard::rows(1, 2).in_blocks(3).of((12, 6));
    let rows: Vec<f64> = part(36, &declared.shard(shard));
    for block in rows.chunks(12) {
        let product = |a: usize, b: usize| -> f64 {
            (0..6).map(|k| block[6 * a + k] * block[6 * b + k]).sum()
        };
        assert!((product(0, 0) - 1.0).abs() < 1e-12 && product(0, 1).abs() < 1e-12);
    }
}

#[test]
fn every_way_of_asking_gives_the_blocks() {
    for law in laws() {
        let whole: Vec<f32> = tensor(&[9, 40], &Declared::new(&*law));
        let shard = Shard::range(0, 1..3)
            .in_blocks(3)
            .and(Shard::columns(1, 3).in_blocks(4))
            .of((9, 40));
        let expected = pick(
            &whole,
            &[9, 40],
            &[vec![1, 2, 4, 5, 7, 8], blocks(40, 4, 1, 3)],
        );
        for way in 0..6 {
            let tensor = Way {
                number: way,
                shape: vec![6, 16],
                values: vec![0.0; 96],
            };
            let found = fill(tensor, &Declared::new(&*law).shard(shard.clone()), KEY);
            assert!(found.values == expected, "{} {way}", law.describe());
        }
        let array = Array2::<f32>::zeros((6, 16).f());
        let found = fill(array, &Declared::new(&*law).shard(shard), KEY);
        let found: Vec<f32> = found.iter().copied().collect();
        assert!(found == expected, "{}", law.describe());
    }
}

/// Runs that are longer than what one thread makes.
#[test]
fn long_blocks_have_the_bits_of_the_whole_on_any_number_of_threads() {
    let law = normal();
    let shape = [300, 1002];
    let whole: Vec<f32> = tensor(&shape, &Declared::new(&law));
    let rows = blocks(300, 3, 1, 2);
    for (shard, lists) in [
        (Shard::rows(1, 2).in_blocks(3), [rows, (0..1002).collect()]),
        (
            Shard::columns(0, 2).in_blocks(3),
            [(0..300).collect(), blocks(1002, 3, 0, 2)],
        ),
    ] {
        let expected = pick(&whole, &shape, &lists);
        same_on_any_threads(&shard.of(shape), &expected);
    }
}

/// An attention and an LSTM, whose tensors are declared whole, and what follows from them.
#[derive(Initialize)]
struct Net {
    #[init(xavier_uniform, split = 3, shape = (12, 10))]
    in_proj: Vec<f32>,
    #[init(array = [0.0, 1.0, 2.0, 3.0], per_part, split = 4, shape = 12)]
    gates: Vec<f32>,
    #[init(norm_of = "in_proj", axis = 0, shape = 12)]
    norm: Vec<f64>,
    #[init(normal, add = uniform(), shape = (12, 5))]
    sum: Vec<f64>,
    #[init(normal, shape = (12, 2))]
    complex: Vec<Complex<f32>>,
}

fn net(part: impl Fn(&[usize]) -> usize) -> Net {
    let length = |shape: &[usize]| part(shape);
    Net {
        in_proj: vec![0.0; length(&[12, 10])],
        gates: vec![0.0; length(&[12])],
        norm: vec![0.0; length(&[12])],
        sum: vec![0.0; length(&[12, 5])],
        complex: vec![Complex::default(); length(&[12, 2])],
    }
}

#[test]
fn a_model_is_cut_within_its_blocks() {
    let mut whole = net(|shape| shape.iter().product());
    Reset::seed(4).run(&mut whole).unwrap();
    for (number, count) in [(3, 2), (4, 2), (4, 3), (2, 4), (3, 5)] {
        for index in 0..count {
            let rows = blocks(12, number, index, count);
            let mut part = net(|shape| rows.len() * shape[1..].iter().product::<usize>());
            let shard = || Shard::rows(index, count).in_blocks(number);
            let mut sharded = Sharded::new(&mut part, |_, _| shard());
            let plan = Reset::seed(4).run(&mut sharded).unwrap();
            // The fans are those of the whole: `split` has nothing to do with the blocks of a part.
            let entry = plan.get("in_proj").unwrap();
            assert_eq!(
                (entry.shape(), entry.held_shape()),
                (&[12, 10][..], &[rows.len(), 10][..])
            );
            let fans = entry.fans().unwrap();
            assert_eq!((fans.fan_in, fans.fan_out), (10.0, 4.0));
            let report = Report::measure(&plan, &sharded).unwrap();
            assert_eq!(report.entries()[0].count(), entry.held_len());
            let columns = |columns: usize| [rows.clone(), (0..columns).collect()];
            assert_eq!(part.in_proj, pick(&whole.in_proj, &[12, 10], &columns(10)));
            let vector = from_ref(&rows);
            assert_eq!(part.gates, pick(&whole.gates, &[12], vector));
            assert_eq!(part.norm, pick(&whole.norm, &[12], vector));
            assert_eq!(part.sum, pick(&whole.sum, &[12, 5], &columns(5)));
            assert_eq!(part.complex, pick(&whole.complex, &[12, 2], &columns(2)));
        }
    }
}
