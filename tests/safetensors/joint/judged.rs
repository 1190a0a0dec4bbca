//! What a load of a part reads and judges beside the values that it takes, and what it fills itself.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use half::bf16;
use init_core::model::Sharded;
use init_core::safetensors::{Load, save};
use init_core::tensor::Shard;
use init_core::{ErrorKind, Initialize, Reset};
use ndarray::{Array1, Array2, ShapeBuilder};
use num_complex::Complex;
use safetensors::Dtype;

use super::otherwise::{Apart, Layer, PARTS, WAYS, check, counted};
use crate::{Folder, Raw, fill, write};

/// What the file lacks of the whole is that of a reset.
#[test]
fn a_part_that_has_grown() {
    let folder = Folder::new("part-grown");
    let path = folder.file("m.safetensors");
    let reset = Reset::seed(5);
    for (there, layout) in [([9, 4], "oi"), ([4, 9], "io")] {
        write(&path, &[("weight", counted(&there, 0.0))], &[]);
        let load = Load::new().layout("weight", layout).grow("weight", &reset);
        let mut whole = Layer::new(&[15, 6], &|shape| shape.iter().product());
        fill(&load, &mut whole, &path);
        for way in &WAYS {
            let mut part = Layer::new(&[15, 6], &|shape| (way.places)(shape).len());
            let mut sharded = Sharded::new(&mut part, |_, shape| (way.shard)(shape));
            let loaded = load.run(&mut sharded, &path).unwrap();
            let places = (way.places)(&[15, 6]);
            let expected: Vec<f32> = places.iter().map(|&place| whole.weight[place]).collect();
            assert_eq!(part.weight, expected);
            let held = places
                .iter()
                .filter(|&place| place / 6 < 9 && place % 6 < 4);
            assert_eq!(loaded.bytes_read(), 4 * held.count() as u64);
        }
    }
}

/// Rounding looks at each value before the load.
#[test]
fn only_the_part_is_rounded() {
    let folder = Folder::new("part-rounded");
    let path = folder.file("m.safetensors");
    let mut values: Vec<f32> = (0..60).map(|place| 1.0 / (1.0 + place as f32)).collect();
    write(&path, &[("weight", Raw::f32(&[12, 5], &values))], &[]);
    let load = Load::new().rounded();
    let make = |length: &dyn Fn(&[usize]) -> usize| Layer {
        weight: vec![bf16::ZERO; length(&[12, 5])],
        shape: vec![12, 5],
    };
    // Each is read twice.
    check(&load, &path, 8, make, |model| vec![model.tensor()]);
    values[7 * 5 + 2] = f32::MAX;
    write(&path, &[("weight", Raw::f32(&[12, 5], &values))], &[]);
    let half = |index| {
        let mut part = make(&|_| 30);
        let shard = Shard::rows(index, 2).in_blocks(3);
        load.run(&mut Sharded::new(&mut part, |_, _| shard.clone()), &path)
    };
    // Row 7 is the last of the second block's second half.
    assert_eq!(half(0).unwrap().bytes_read(), 2 * 30 * 4);
    let error = half(1).unwrap_err();
    assert!(error.has(ErrorKind::NotRepresentable), "{error}");
    assert!(error.to_string().contains("at [7, 2]"), "{error}");
}

#[test]
fn only_the_booleans_of_the_part_are_judged() {
    #[derive(Initialize)]
    struct Mask {
        #[init(zeros, shape = (12, 5))]
        mask: Vec<bool>,
    }
    let folder = Folder::new("part-booleans");
    let path = folder.file("m.safetensors");
    let mut bytes: Vec<u8> = (0..60).map(|place| u8::from(place % 7 == 0)).collect();
    let raw = |bytes: &[u8]| Raw {
        dtype: Dtype::BOOL,
        shape: vec![12, 5],
        bytes: bytes.into(),
    };
    write(&path, &[("mask", raw(&bytes))], &[]);
    let make = |length: &dyn Fn(&[usize]) -> usize| Mask {
        mask: vec![true; length(&[12, 5])],
    };
    check(&Load::new(), &path, 2, make, |model: &Mask| {
        vec![(&[12, 5], &*model.mask)]
    });
    bytes[7 * 5 + 2] = 3;
    write(&path, &[("mask", raw(&bytes))], &[]);
    for (index, is_right) in [(0, true), (1, false)] {
        let mut part = make(&|_| 30);
        let shard = Shard::rows(index, 2).in_blocks(3);
        let mut part = Sharded::new(&mut part, |_, _| shard.clone());
        assert_eq!(Load::new().run(&mut part, &path).is_ok(), is_right);
    }
}

/// Of a tensor under two names, the part under each is compared.
#[test]
fn a_shared_part() {
    #[derive(Initialize)]
    struct Tied {
        one: Rc<RefCell<Layer<f32>>>,
        two: Rc<RefCell<Layer<f32>>>,
    }
    let folder = Folder::new("part-shared");
    let path = folder.file("m.safetensors");
    let tied = |length: usize| {
        let one = Rc::new(RefCell::new(Layer::new(&[12, 5], &|_| length)));
        let two = Rc::clone(&one);
        Tied { one, two }
    };
    let mut other = counted(&[12, 5], 0.0);
    // The last value is another's.
    other.bytes[59 * 4] ^= 1;
    write(
        &path,
        &[
            ("one.weight", counted(&[12, 5], 0.0)),
            ("two.weight", other),
        ],
        &[],
    );
    let load = |index| {
        let model = tied(30);
        let mut part = Sharded::new(model, |_, _| Shard::rows(index, 2));
        let loaded = Load::new().strict().run(&mut part, &path);
        loaded.map(|loaded| (loaded.bytes_read(), part.into_inner()))
    };
    let (bytes, first) = load(0).unwrap();
    assert_eq!(bytes, 3 * 30 * 4);
    assert_eq!(first.two.borrow().weight[29], 29.0);
    assert!(load(1).err().unwrap().has(ErrorKind::Conflict));
}

/// Complex numbers have an axis more in memory, and none in a layout.
#[test]
fn complex_numbers_in_another_layout() {
    let folder = Folder::new("part-complex");
    let path = folder.file("m.safetensors");
    let parts: Vec<f32> = (0..120).map(|place| place as f32).collect();
    let file = Raw {
        dtype: Dtype::C64,
        shape: vec![5, 12],
        ..Raw::f32(&[120], &parts)
    };
    write(&path, &[("weight", file)], &[]);
    let load = Load::new().layout("weight", "io").strict();
    let make = |length: &dyn Fn(&[usize]) -> usize| Layer {
        weight: vec![Complex::new(0.0_f32, 0.0); length(&[12, 5])],
        shape: vec![12, 5],
    };
    let mut whole = make(&|_| 60);
    fill(&load, &mut whole, &path);
    // At row 2 and column 3 here, column 2 of row 3 there.
    assert_eq!(whole.weight[2 * 5 + 3], Complex::new(76.0, 77.0));
    check(&load, &path, 8, make, |model| vec![model.tensor()]);
}

/// Arrays have the shape of their part, and any order in memory.
#[test]
fn arrays_of_any_order() {
    #[derive(Initialize)]
    struct Arrays {
        #[init(normal, shard = Shard::rows(0, 2).in_blocks(3).and(Shard::columns(1, 2)).of((12, 5)))]
        weight: Array2<f32>,
        #[init(normal, shard = Shard::flat(1, 4).of((12, 5)))]
        flat: Array1<Complex<f32>>,
    }
    let folder = Folder::new("part-arrays");
    let path = folder.file("m.safetensors");
    let parts: Vec<f32> = (0..120).map(|place| place as f32).collect();
    let flat = Raw {
        dtype: Dtype::C64,
        shape: vec![5, 12],
        ..Raw::f32(&[120], &parts)
    };
    write(
        &path,
        &[("weight", counted(&[5, 12], 0.0)), ("flat", flat)],
        &[],
    );
    for weight in [Array2::zeros((6, 2)), Array2::zeros((6, 2).f())] {
        let flat = Array1::zeros(15);
        let mut arrays = Arrays { weight, flat };
        let load = Load::new().layout("*", "io").strict();
        fill(&load, &mut arrays, &path);
        for ((row, column), &value) in arrays.weight.indexed_iter() {
            // Rows 0 and 1, 4 and 5, 8 and 9; columns 3 and 4; transposed.
            let (row, column) = (row / 2 * 4 + row % 2, 3 + column);
            assert_eq!(value, (12 * column + row) as f32);
        }
        for (place, value) in arrays.flat.iter().enumerate() {
            let place = 15 + place;
            let there = 2 * (12 * (place % 5) + place / 5);
            assert_eq!(*value, Complex::new(there as f32, (there + 1) as f32));
        }
    }
}

/// A stage of a pipeline takes its layers from a stack of all.
#[test]
fn some_layers_of_a_stack() {
    #[derive(Initialize)]
    struct Stage {
        h: Vec<Option<Layer<f32>>>,
    }
    let folder = Folder::new("part-stage");
    let path = folder.file("m.safetensors");
    write(&path, &[("h.weight", counted(&[4, 6, 5], 0.0))], &[]);
    let stage = |layers: &[usize], held: usize| Stage {
        h: (0..4)
            .map(|layer| {
                let has = layers.contains(&layer);
                has.then(|| Layer::new(&[6, 5], &|_| held))
            })
            .collect(),
    };
    let error = Load::new().strict().run(&mut stage(&[1, 3], 30), &path);
    assert_eq!(
        error.unwrap_err().problems()[0].help_text(),
        Some("`Load::new().stacked(\"h\")`")
    );
    let load = Load::new().stacked("h").strict();
    for layers in [&[0, 1][..], &[2, 3], &[1, 3], &[3]] {
        let mut all = stage(layers, 30);
        let loaded = load.run(&mut all, &path).unwrap();
        assert_eq!(loaded.bytes_read(), 4 * 30 * layers.len() as u64);
        let mut half = stage(layers, 15);
        let shard = || Shard::rows(1, 2).in_blocks(3);
        let loaded = load.run(&mut Sharded::new(&mut half, |_, _| shard()), &path);
        assert_eq!(loaded.unwrap().bytes_read(), 4 * 15 * layers.len() as u64);
        for &layer in layers {
            let values = all.h[layer].as_ref().unwrap().weight.iter();
            let first = 30 * layer;
            assert!(
                values.eq(&(first..first + 30)
                    .map(|value| value as f32)
                    .collect::<Vec<_>>())
            );
            // Rows 1, 3 and 5.
            let half = &half.h[layer].as_ref().unwrap().weight;
            for (place, &value) in half.iter().enumerate() {
                assert_eq!(
                    value,
                    (first + (2 * (place / 5) + 1) * 5 + place % 5) as f32
                );
            }
        }
    }
    // Another number of layers is another model.
    write(&path, &[("h.weight", counted(&[3, 6, 5], 0.0))], &[]);
    let error = load.run(&mut stage(&[0, 1, 2], 30), &path).unwrap_err();
    assert!(error.has(ErrorKind::Shape), "{error}");
}

/// Numbers as the keys of a map are those of layers, and one beyond the stack has none.
#[test]
fn a_map_with_gaps_is_no_stack() {
    #[derive(Initialize)]
    struct Mapped {
        h: BTreeMap<String, Layer<f32>>,
    }
    let folder = Folder::new("part-gaps");
    let path = folder.file("m.safetensors");
    write(&path, &[("h.weight", counted(&[2, 6, 5], 0.0))], &[]);
    let load = Load::new().stacked("h").strict();
    let mapped = |keys: [&str; 2]| Mapped {
        h: (keys.into_iter())
            .map(|key| (key.into(), Layer::new(&[6, 5], &|_| 30)))
            .collect(),
    };
    let mut model = mapped(["0", "1"]);
    fill(&load, &mut model, &path);
    assert_eq!(model.h["1"].weight[29], 59.0);
    let error = load.run(&mut mapped(["0", "4"]), &path).unwrap_err();
    assert!(error.has(ErrorKind::Shape), "{error}");
}

/// The second half of the rows of each.
fn sharded(model: &mut Apart) -> Sharded<&mut Apart, impl Fn(&str, &[usize]) -> Shard> {
    Sharded::new(model, |_, _| Shard::rows(1, 2))
}

/// A process may have saved its part as a model of its own, and in another form.
#[test]
fn a_part_alone_in_another_form() {
    let folder = Folder::new("part-alone");
    let path = folder.file("m.safetensors");
    let make = |rows: usize| Apart {
        q: Layer::new(&[8, 5], &|_| rows * 5),
        k: Layer::new(&[6, 5], &|_| 3 * 5),
        v: Layer::new(&[6, 5], &|_| 3 * 5),
    };
    // Four rows of the first, three of each of the others.
    write(&path, &[("qkv.weight", counted(&[5, 10], 0.0))], &[]);
    let load = Load::new()
        .fused("qkv", PARTS)
        .layout("*.weight", "io")
        .strict();
    let mut part = make(4);
    fill(&load, &mut sharded(&mut part), &path);
    for (layer, before) in [(&part.q, 0), (&part.k, 4), (&part.v, 7)] {
        for (place, &value) in layer.weight.iter().enumerate() {
            assert_eq!(value, (place % 5 * 10 + before + place / 5) as f32);
        }
    }
    save(&sharded(&mut part), &path).unwrap();
    let mut again = make(4);
    fill(&Load::new().strict(), &mut sharded(&mut again), &path);
    assert_eq!(again.q.weight, part.q.weight);
    // What fits neither as the whole nor as the part.
    write(&path, &[("qkv.weight", counted(&[5, 9], 0.0))], &[]);
    let error = load.run(&mut sharded(&mut again), &path).unwrap_err();
    assert_eq!(
        error.problems()[0].to_string(),
        "`q.weight`: the tensor has shape [8, 5], for which `qkv.weight` in `m.safetensors` would have [5, 20], but it has [5, 9]
  help: make the shapes equal, or leave it as it is with `except(\"q.weight\")`
  note: of the tensor this process holds a part of shape [4, 5]"
    );
}
