//! Checkpoints that several processes write and read, against those of one.

mod judged;
mod otherwise;
mod processes;

use std::fs;

use half::bf16;
use init_core::model::Sharded;
use init_core::parameter::Meta;
use init_core::safetensors::{Load, Save, save};
use init_core::tensor::{DType, Shard};
use init_core::{Initialize, Reset};
use num_complex::Complex;

use crate::Folder;

#[derive(Debug, Clone, PartialEq, Initialize)]
struct Model<T, B> {
    #[init(normal, std = 0.02, shape = (53, 12), padding_index = 1)]
    table: B,
    blocks: Vec<Option<Block<T>>>,
    #[init(orthogonal, layout = "io", shape = (12, 20))]
    head: T,
}

#[derive(Debug, Clone, PartialEq, Initialize)]
struct Block<T> {
    #[init(kaiming_normal, shape = (24, 12))]
    up: T,
    #[init(zeros, shape = 24)]
    bias: T,
    #[init(normal, std = 0.02, depth_scaling = "count", layout = "io", shape = (24, 12))]
    down: T,
}

const BLOCKS: usize = 3;

/// The layers that are there, of tensors that have or need so much of their whole shapes.
fn model<T, B>(
    has: impl Fn(usize) -> bool,
    tensor: impl Fn(&[usize]) -> T,
    table: impl Fn(&[usize]) -> B,
) -> Model<T, B> {
    let block = || Block {
        up: tensor(&[24, 12]),
        bias: tensor(&[24]),
        down: tensor(&[24, 12]),
    };
    Model {
        table: table(&[53, 12]),
        blocks: (0..BLOCKS).map(|index| has(index).then(block)).collect(),
        head: tensor(&[12, 20]),
    }
}

fn meta() -> Model<Meta, Meta> {
    let tensor = |shape: &[usize]| Meta::new(DType::F32, shape);
    model(|_| true, tensor, |shape| Meta::new(DType::Bf16, shape))
}

fn memory(part: impl Fn(&[usize]) -> usize) -> Model<Vec<f32>, Vec<bf16>> {
    let tensor = |shape: &[usize]| vec![0.0; part(shape)];
    model(|_| true, tensor, |shape| vec![bf16::ZERO; part(shape)])
}

/// The kinds of parts: of each tensor the one at `index` of `count`, and how many values it has.
type Cut = fn(usize, usize, &[usize]) -> (Shard, usize);

fn chunk(length: usize, index: usize, count: usize) -> usize {
    let each = length.div_ceil(count);
    (each * (index + 1)).min(length) - (each * index).min(length)
}

const CUTS: [(&str, Cut); 4] = [
    ("rows", |index, count, shape| {
        let rest: usize = shape[1..].iter().product();
        (
            Shard::rows(index, count),
            chunk(shape[0], index, count) * rest,
        )
    }),
    ("columns", |index, count, shape| match *shape {
        [rows, columns] => (
            Shard::columns(index, count),
            rows * chunk(columns, index, count),
        ),
        _ => (Shard::whole(), shape[0]),
    }),
    ("blocks", |index, count, shape| {
        let axis = usize::from(shape[0] == 53);
        let all: usize = shape.iter().product();
        let shard = Shard::axis(axis, index, count).in_blocks(3);
        let rows = 3 * chunk(shape[axis] / 3, index, count);
        (shard, rows * (all / shape[axis]))
    }),
    ("flat", |index, count, shape| {
        let all = shape.iter().product();
        (Shard::flat(index, count), chunk(all, index, count))
    }),
];

fn bytes(files: &[std::path::PathBuf]) -> Vec<Vec<u8>> {
    files.iter().map(|file| fs::read(file).unwrap()).collect()
}

#[test]
fn parts_without_memory_are_the_files_of_one_process() {
    let folder = Folder::new("joint-straight");
    let reset = Reset::seed(7);
    for largest in [u64::MAX, 1500] {
        let save = || {
            Save::new()
                .reset(&reset)
                .max_shard_bytes(largest)
                .token("t")
        };
        let one = save().run(&meta(), folder.file("one.safetensors")).unwrap();
        for count in 1..=4 {
            for (name, cut) in CUTS {
                let path = folder.file("joint.safetensors");
                let digests: Vec<u64> = (0..count)
                    .map(|index| {
                        let mut model = meta();
                        let part = Sharded::new(&mut model, |_, shape| cut(index, count, shape).0);
                        let save = save();
                        let joint = save.jointly(&meta(), &path).unwrap();
                        joint.write(&part).unwrap();
                        joint.digest()
                    })
                    .collect();
                assert!(digests.iter().all(|digest| *digest == digests[0]));
                assert!(!path.exists());
                let joint = save().jointly(&meta(), &path).unwrap().finish().unwrap();
                assert!(
                    bytes(one.files()) == bytes(joint.files()),
                    "{name} of {count}"
                );
                assert_eq!(one.files().len() > 1, largest == 1500);
                fs::remove_file(joint.index().unwrap_or(&path)).unwrap();
            }
        }
    }
}

#[test]
fn parts_in_memory_are_saved_and_loaded_again() {
    let folder = Folder::new("joint-memory");
    let (one, joint) = (
        folder.file("one.safetensors"),
        folder.file("joint.safetensors"),
    );
    let mut whole = memory(|shape| shape.iter().product());
    Reset::seed(7).run(&mut whole).unwrap();
    save(&whole, &one).unwrap();
    let total = fs::metadata(&one).unwrap().len();
    for (name, cut) in CUTS {
        let save = Save::new().token("step-1");
        let count = 4;
        let mut parts: Vec<_> = (0..count)
            .map(|index| memory(|shape| cut(index, count, shape).1))
            .collect();
        for (index, part) in parts.iter_mut().enumerate() {
            let mut part = Sharded::new(part, |_, shape| cut(index, count, shape).0);
            Reset::seed(7).run(&mut part).unwrap();
            // Any process knows the whole.
            let of = Sharded::new(meta(), |_, _| Shard::whole());
            save.jointly(&of, &joint).unwrap().write(&part).unwrap();
        }
        save.jointly(&meta(), &joint).unwrap().finish().unwrap();
        assert!(
            fs::read(&one).unwrap() == fs::read(&joint).unwrap(),
            "{name}"
        );
        for (index, expected) in parts.iter().enumerate() {
            let mut found = memory(|shape| cut(index, count, shape).1);
            let mut part = Sharded::new(&mut found, |_, shape| cut(index, count, shape).0);
            let loaded = Load::new().strict().run(&mut part, &joint).unwrap();
            assert_eq!(loaded.names().len(), 2 + 3 * BLOCKS);
            assert!(found == *expected, "{name} {index}");
            assert!(
                loaded.bytes_read() * 10 <= total * 3,
                "{}",
                loaded.bytes_read()
            );
        }
    }
}

/// A process may save its part alone, and read it again from the whole or from the part.
#[test]
fn a_part_is_a_file_of_its_own() {
    let folder = Folder::new("joint-own");
    let (held, straight) = (
        folder.file("held.safetensors"),
        folder.file("straight.safetensors"),
    );
    for (_, cut) in CUTS {
        let mut part = memory(|shape| cut(1, 3, shape).1);
        let mut sharded = Sharded::new(&mut part, |_, shape| cut(1, 3, shape).0);
        let reset = Reset::seed(7);
        reset.run(&mut sharded).unwrap();
        save(&sharded, &held).unwrap();
        let unheld = Sharded::new(meta(), |_, shape| cut(1, 3, shape).0);
        Save::new().reset(&reset).run(&unheld, &straight).unwrap();
        assert!(fs::read(&held).unwrap() == fs::read(&straight).unwrap());
        let mut again = memory(|shape| cut(1, 3, shape).1);
        let mut sharded = Sharded::new(&mut again, |_, shape| cut(1, 3, shape).0);
        let loaded = Load::new().strict().run(&mut sharded, &held).unwrap();
        assert_eq!(loaded.names().len(), 2 + 3 * BLOCKS);
        assert!(again == part);
    }
}

/// Parts of complex numbers have both parts of each.
#[test]
fn complex_numbers_are_cut_between_them() {
    #[derive(Debug, Clone, PartialEq, Initialize)]
    struct Layer<T> {
        #[init(normal, layout = "io", shape = (9, 5))]
        weight: T,
    }
    let folder = Folder::new("joint-complex");
    let (one, joint) = (
        folder.file("one.safetensors"),
        folder.file("joint.safetensors"),
    );
    let whole = || Layer {
        weight: Meta::new(DType::C64, (9, 5)),
    };
    let held = |length| Layer {
        weight: vec![Complex::new(0.0_f32, 0.0); length],
    };
    let reset = Reset::seed(7);
    let mut model = held(45);
    reset.run(&mut model).unwrap();
    save(&model, &one).unwrap();
    for (_, cut) in CUTS {
        let save = Save::new().reset(&reset);
        for index in 0..3 {
            let part = Sharded::new(whole(), |_, shape| cut(index, 3, shape).0);
            save.jointly(&whole(), &joint)
                .unwrap()
                .write(&part)
                .unwrap();
        }
        save.jointly(&whole(), &joint).unwrap().finish().unwrap();
        assert!(fs::read(&one).unwrap() == fs::read(&joint).unwrap());
        let length = cut(1, 3, &[9, 5]).1;
        let (mut loaded, mut made) = (held(length), held(length));
        let mut part = Sharded::new(&mut loaded, |_, shape| cut(1, 3, shape).0);
        let found = Load::new().strict().run(&mut part, &joint).unwrap();
        assert_eq!(found.bytes_read(), 8 * length as u64);
        let mut part = Sharded::new(&mut made, |_, shape| cut(1, 3, shape).0);
        let plan = reset.run(&mut part).unwrap();
        assert_eq!(plan.entries()[0].held_len(), 2 * length);
        let report = init_core::Report::measure(&plan, &part).unwrap();
        assert_eq!(report.entries()[0].count(), 2 * length);
        assert_eq!(loaded, made);
    }
}
