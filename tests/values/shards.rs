//! Parts of a tensor that processes hold: the bits of the whole, cut by hand.

use std::borrow::Cow;
use std::ops::Range;

use half::bf16;
use init_core::error::Problem;
use init_core::initializer::{constant, delta_orthogonal, identity, kaiming_normal, normal};
use init_core::model::Sharded;
use init_core::parameter::Flat;
use init_core::tensor::{DType, Shard};
use init_core::values::{Element, Values};
use init_core::walk::Declared;
use init_core::{Initialize, Initializer, Parameter, Report, Reset};
use ndarray::{Array2, ShapeBuilder};

use crate::model::{KEY, fill, laws, tensor};
use crate::single::Single;

/// The part of a tensor that `torch.chunk` gives: ⌈n / count⌉ indices each, as long as there are any.
pub(crate) fn chunk(length: usize, index: usize, count: usize) -> Range<usize> {
    let each = length.div_ceil(count);
    (each * index).min(length)..(each * (index + 1)).min(length)
}

/// The values of a box of a row-major tensor.
fn gather<T: Copy>(whole: &[T], shape: &[usize], ranges: &[Range<usize>]) -> Vec<T> {
    let inside = |place: usize| {
        let mut rest = place;
        let mut index: Vec<usize> = Vec::new();
        for &length in shape.iter().rev() {
            index.push(rest % length);
            rest /= length;
        }
        index.reverse();
        index
            .iter()
            .zip(ranges)
            .all(|(index, range)| range.contains(index))
    };
    (0..whole.len())
        .filter(|&place| inside(place))
        .map(|place| whole[place])
        .collect()
}

pub(crate) fn part<T: Element + Default>(length: usize, declared: &Declared<'_>) -> Vec<T> {
    let mut values = vec![T::default(); length];
    fill(Flat::new(values.as_mut_slice(), length), declared, KEY);
    values
}

/// Every part of a few meshes, against the whole.
fn check<T: Element + Default + PartialEq + std::fmt::Debug>(
    law: &dyn Initializer,
    shape: &[usize],
    layout: Option<&'static str>,
) {
    let declare = || match layout {
        Some(layout) => Declared::new(law).layout(layout),
        None => Declared::new(law),
    };
    let whole: Vec<T> = tensor(shape, &declare());
    let full: Vec<Range<usize>> = shape.iter().map(|&length| 0..length).collect();
    let compare = |shard: Shard, expected: &[T]| {
        let what = format!("{}, {shard} of {shape:?} {layout:?}", law.describe());
        let found: Vec<T> = part(expected.len(), &declare().shard(shard.of(shape)));
        assert!(found == expected, "{what}");
    };
    for count in [2, 3] {
        for index in 0..count {
            for axis in 0..shape.len() {
                let mut ranges = full.clone();
                ranges[axis] = chunk(shape[axis], index, count);
                compare(
                    Shard::axis(axis, index, count),
                    &gather(&whole, shape, &ranges),
                );
                let other = (axis + 1) % shape.len();
                ranges[other] = chunk(ranges[other].len(), 1, 2);
                if other != axis {
                    let shard = Shard::axis(axis, index, count).and(Shard::axis(other, 1, 2));
                    compare(shard, &gather(&whole, shape, &ranges));
                }
            }
            let flat = chunk(whole.len(), index, count);
            compare(Shard::flat(index, count), &whole[flat]);
        }
    }
    let (start, end) = (whole.len() / 3 + 1, whole.len() / 3 * 2 + 2);
    compare(Shard::flat_range(start..end), &whole[start..end]);
}

#[test]
fn parts_have_the_bits_of_the_whole() {
    for law in laws() {
        check::<f32>(&*law, &[4, 19], None);
        check::<f64>(&*law, &[19, 4], Some("io"));
    }
    for law in [&kaiming_normal() as &dyn Initializer, &delta_orthogonal()] {
        check::<f32>(law, &[6, 4, 3], None);
        check::<bf16>(law, &[3, 4, 7], Some("kio"));
        check::<f32>(law, &[4, 7, 3], Some("iok"));
    }
    check::<bf16>(&normal(), &[1000], None);
    check::<f32>(&identity(), &[9, 9], None);
    check::<i64>(&constant(-3), &[5, 4], None);
}

/// A part of a normal weight has these values, whatever the number of threads.
pub(crate) fn same_on_any_threads(shard: &Shard, expected: &[f32]) {
    let law = normal();
    let declared = Declared::new(&law).shard(shard.clone());
    for threads in [1, 2] {
        let mut values = vec![0.0_f32; expected.len()];
        let mut model = Single {
            path: &["w"],
            tensor: Flat::new(values.as_mut_slice(), expected.len()),
            declared: &declared,
        };
        Reset::key(KEY).threads(threads).run(&mut model).unwrap();
        assert!(values == expected, "{shard}");
    }
}

/// Runs that are longer than what one thread makes, and that begin within its tiles.
#[test]
fn long_parts_have_the_bits_of_the_whole_on_any_number_of_threads() {
    let law = normal();
    let whole: Vec<f32> = tensor(&[300, 1001], &Declared::new(&law));
    for (shard, expected) in [
        (Shard::range(0, 3..297), whole[3003..297 * 1001].to_vec()),
        (
            Shard::columns(1, 2),
            gather(&whole, &[300, 1001], &[0..300, 501..1001]),
        ),
        (Shard::flat_range(77..300_000), whole[77..300_000].to_vec()),
    ] {
        same_on_any_threads(&shard.of((300, 1001)), &expected);
    }
}

/// A tensor of its own shape, written in one of the ways.
pub(crate) struct Way {
    pub(crate) number: usize,
    pub(crate) shape: Vec<usize>,
    pub(crate) values: Vec<f32>,
}

impl Parameter for Way {
    fn shape(&self) -> Cow<'_, [usize]> {
        Cow::Borrowed(&self.shape)
    }

    fn dtype(&self) -> DType {
        DType::F32
    }

    fn write(&mut self, values: &Values<'_>) -> Result<(), Problem> {
        let columns = self.shape[1];
        match self.number {
            0 => values.contiguous(&mut self.values),
            1 => values.strided(&mut self.values, &[columns, 1]),
            2 => values.lines(1, self.values.chunks_exact_mut(columns)),
            3 => values.each(&mut self.values),
            4 => values.pieces(7, |piece, values: &[f32]| {
                let start = piece[0].start * columns + piece[1].start;
                self.values[start..][..values.len()].copy_from_slice(values);
                Ok(())
            }),
            _ => (self.values.chunks_mut(11).enumerate())
                .try_for_each(|(n, part)| values.range(11 * n, part)),
        }
    }

    fn read(&self, sink: &mut dyn FnMut(&[f64])) -> Result<(), Problem> {
        self.values.iter().for_each(|&value| sink(&[value.into()]));
        Ok(())
    }
}

#[test]
fn every_way_of_asking_gives_the_part() {
    for law in laws() {
        let whole: Vec<f32> = tensor(&[9, 40], &Declared::new(&*law));
        let shard = Shard::range(0, 2..8)
            .and(Shard::range(1, 5..33))
            .of((9, 40));
        let expected = gather(&whole, &[9, 40], &[2..8, 5..33]);
        for way in 0..6 {
            let tensor = Way {
                number: way,
                shape: vec![6, 28],
                values: vec![0.0; 168],
            };
            let declared = Declared::new(&*law).shard(shard.clone());
            let found = fill(tensor, &declared, KEY);
            assert!(found.values == expected, "{} {way}", law.describe());
        }
        let array = Array2::<f32>::zeros((6, 28).f());
        let found = fill(array, &Declared::new(&*law).shard(shard), KEY);
        let found: Vec<f32> = found.iter().copied().collect();
        assert!(found == expected, "{}", law.describe());
    }
}

/// Two layers, whose tensors are declared whole, and what follows from them.
#[derive(Initialize)]
struct Net {
    #[init(xavier_uniform, split = (8, 2, 2), shape = (12, 10))]
    fused: Vec<f32>,
    #[init(normal, shape = (30, 4), padding_index = [0, 29])]
    table: Vec<f32>,
    #[init(norm_of = "fused", axis = 0, shape = 12)]
    norm: Vec<f64>,
    #[init(normal, add = init_core::initializer::uniform(), shape = (6, 5))]
    sum: Vec<f64>,
}

fn net(part: impl Fn(&[usize]) -> usize) -> Net {
    Net {
        fused: vec![0.0; part(&[12, 10])],
        table: vec![0.0; part(&[30, 4])],
        norm: vec![0.0; part(&[12])],
        sum: vec![0.0; part(&[6, 5])],
    }
}

#[test]
fn a_model_is_cut_as_a_whole() {
    let mut whole = net(|shape| shape.iter().product());
    Reset::seed(4).run(&mut whole).unwrap();
    for count in [2, 3, 5] {
        let (mut rows, mut flat) = (net(|_| 0), net(|_| 0));
        for index in 0..count {
            let mut part = net(|shape| {
                chunk(shape[0], index, count).len() * shape[1..].iter().product::<usize>()
            });
            let mut sharded = Sharded::new(&mut part, |_, _| Shard::rows(index, count));
            let plan = Reset::seed(4).run(&mut sharded).unwrap();
            // The shape is that of the whole, and so are the fans.
            let entry = plan.get("fused").unwrap();
            assert_eq!(entry.shape(), [12, 10]);
            assert_eq!(entry.held_shape(), [chunk(12, index, count).len(), 10]);
            assert_eq!(entry.fans().unwrap().fan_in, 10.0);
            let report = Report::measure(&plan, &sharded).unwrap();
            assert_eq!(report.entries()[0].count(), entry.held_len());
            rows.fused.extend(part.fused);
            rows.table.extend(part.table);
            rows.norm.extend(part.norm);
            rows.sum.extend(part.sum);
            let length = |shape: &[usize]| chunk(shape.iter().product(), index, count).len();
            let mut part = net(length);
            let mut sharded = Sharded::new(&mut part, |_, _| Shard::flat(index, count));
            Reset::seed(4).run(&mut sharded).unwrap();
            flat.fused.extend(part.fused);
            flat.table.extend(part.table);
            flat.norm.extend(part.norm);
            flat.sum.extend(part.sum);
        }
        for found in [rows, flat] {
            assert!(found.fused == whole.fused && found.table == whole.table);
            assert!(found.norm == whole.norm && found.sum == whole.sum);
        }
    }
}
