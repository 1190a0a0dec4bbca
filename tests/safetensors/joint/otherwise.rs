//! Parts of tensors that a file has in another form. The oracle is the whole tensor, loaded by one process with
//! the same options, and its values picked by their indices; the bytes are those of the values.

use std::path::Path;

use init_core::Initialize;
use init_core::model::Sharded;
use init_core::safetensors::Load;
use init_core::tensor::Shard;

use super::chunk;
use crate::{Folder, Raw, fill, write};

/// A way to cut a tensor of any shape, and the places of the part among the values of the whole.
pub(super) struct Way {
    pub(super) shard: fn(&[usize]) -> Shard,
    pub(super) places: fn(&[usize]) -> Vec<usize>,
}

pub(super) const WAYS: [Way; 7] = [
    Way {
        shard: |_| Shard::rows(1, 2),
        places: |shape| grid(shape, |index| is_chunk(index[0], shape[0], 1, 2)),
    },
    Way {
        shard: |shape| Shard::axis(shape.len() - 1, 1, 3),
        places: |shape| {
            let last = shape.len() - 1;
            grid(shape, |index| is_chunk(index[last], shape[last], 1, 3))
        },
    },
    // In each of three blocks, if there are as many.
    Way {
        shard: |shape| Shard::axis(outputs(shape), 0, 2).in_blocks(blocks(shape)),
        places: |shape| grid(shape, |index| is_block(index, shape, 0)),
    },
    Way {
        shard: |shape| {
            let blocks = Shard::axis(outputs(shape), 1, 2).in_blocks(blocks(shape));
            blocks.and(Shard::axis(shape.len() - 1, 0, 2))
        },
        places: |shape| {
            let last = shape.len() - 1;
            let held = grid(shape, |index| is_block(index, shape, 1));
            // Of a vector the second cut is of what the first left.
            let left = if last == outputs(shape) {
                held.len()
            } else {
                shape[last]
            };
            let place = |place: &usize| {
                if last == outputs(shape) {
                    held.iter().position(|held| held == place).unwrap()
                } else {
                    place % shape[last]
                }
            };
            let mesh = held.iter().filter(|held| is_chunk(place(held), left, 0, 2));
            mesh.copied().collect()
        },
    },
    Way {
        shard: |_| Shard::flat(1, 3),
        places: |shape| {
            let all = shape.iter().product();
            (0..all)
                .filter(|&place| is_chunk(place, all, 1, 3))
                .collect()
        },
    },
    Way {
        shard: |shape| {
            let blocks = Shard::axis(outputs(shape), 0, 2).in_blocks(blocks(shape));
            blocks.and(Shard::flat(2, 4))
        },
        places: |shape| {
            let held = grid(shape, |index| is_block(index, shape, 0));
            let places = (0..held.len()).filter(|&place| is_chunk(place, held.len(), 2, 4));
            places.map(|place| held[place]).collect()
        },
    },
    Way {
        shard: |_| Shard::range(0, 1..1),
        places: |_| Vec::new(),
    },
];

/// The axis that is cut in blocks: that of the outputs, after a stack of layers.
fn outputs(shape: &[usize]) -> usize {
    usize::from(shape.len() == 3)
}

fn blocks(shape: &[usize]) -> usize {
    if shape[outputs(shape)].is_multiple_of(3) {
        3
    } else {
        1
    }
}

fn is_chunk(index: usize, length: usize, part: usize, count: usize) -> bool {
    let before: usize = (0..part).map(|part| chunk(length, part, count)).sum();
    (before..before + chunk(length, part, count)).contains(&index)
}

fn is_block(index: &[usize], shape: &[usize], part: usize) -> bool {
    let axis = outputs(shape);
    let block = shape[axis] / blocks(shape);
    is_chunk(index[axis] % block, block, part, 2)
}

/// The places of the indices that are wanted, in order.
fn grid(shape: &[usize], wants: impl Fn(&[usize]) -> bool) -> Vec<usize> {
    let all = 0..shape.iter().product::<usize>();
    all.filter(|&place| {
        let mut index = vec![0; shape.len()];
        let mut rest = place;
        for (index, length) in index.iter_mut().zip(shape).rev() {
            *index = rest % length;
            rest /= length;
        }
        wants(&index)
    })
    .collect()
}

/// A tensor of a model, and what it is the whole of.
pub(super) type Tensor<'m, T> = (&'m [usize], &'m [T]);

/// Loads every part of the tensors of a model, and compares them with those of the whole; `size` is that of a
/// value in the file, of which as many are read as the part has.
pub(super) fn check<M: Initialize, T: Copy + PartialEq + std::fmt::Debug>(
    load: &Load<'_>,
    path: &Path,
    size: usize,
    make: impl Fn(&dyn Fn(&[usize]) -> usize) -> M,
    tensors: fn(&M) -> Vec<Tensor<'_, T>>,
) {
    let mut whole = make(&|shape| shape.iter().product());
    fill(load, &mut whole, path);
    for way in &WAYS {
        let mut part = make(&|shape| (way.places)(shape).len());
        let mut sharded = Sharded::new(&mut part, |_, shape| (way.shard)(shape));
        let loaded = load.run(&mut sharded, path).unwrap();
        let mut held = 0;
        for ((shape, whole), (_, part)) in tensors(&whole).into_iter().zip(tensors(&part)) {
            let places = (way.places)(shape).into_iter();
            let expected: Vec<T> = places.map(|place| whole[place]).collect();
            assert_eq!(part, expected, "{} of {shape:?}", (way.shard)(shape));
            held += part.len();
        }
        assert_eq!(loaded.bytes_read(), (held * size) as u64);
        assert!(loaded.missing().is_empty() && loaded.surplus().is_empty());
    }
}

/// Distinct values.
pub(super) fn counted(shape: &[usize], first: f32) -> Raw {
    let count = shape.iter().product::<usize>();
    let values: Vec<f32> = (0..count).map(|place| first + place as f32).collect();
    Raw::f32(shape, &values)
}

#[derive(Initialize)]
pub(super) struct Layer<T> {
    #[init(normal, shape = &self.shape)]
    pub(super) weight: Vec<T>,
    #[init(skip)]
    pub(super) shape: Vec<usize>,
}

impl Layer<f32> {
    pub(super) fn new(shape: &[usize], length: &dyn Fn(&[usize]) -> usize) -> Self {
        Self {
            weight: vec![-1.0; length(shape)],
            shape: shape.into(),
        }
    }
}

impl<T> Layer<T> {
    pub(super) fn tensor(&self) -> Tensor<'_, T> {
        (&self.shape, &self.weight)
    }
}

#[test]
fn another_layout() {
    let folder = Folder::new("part-layout");
    let path = folder.file("m.safetensors");
    for (shape, layout, there) in [
        (&[12, 5][..], "io", &[5, 12][..]),
        (&[12, 5], "oi", &[12, 5]),
        (&[4, 4], "io", &[4, 4]),
        (&[6, 4, 3, 2], "hwio", &[3, 2, 4, 6]),
    ] {
        write(&path, &[("weight", counted(there, 0.0))], &[]);
        let load = Load::new().layout("weight", layout).strict();
        let make = |length: &dyn Fn(&[usize]) -> usize| Layer::new(shape, length);
        check(&load, &path, 4, make, |model| vec![model.tensor()]);
    }
}

#[test]
fn another_layout_than_that_of_the_field() {
    #[derive(Initialize)]
    struct Turned {
        #[init(normal, layout = "io", shape = (5, 12))]
        weight: Vec<f32>,
    }
    let folder = Folder::new("part-turned");
    let path = folder.file("m.safetensors");
    write(&path, &[("weight", counted(&[12, 5], 0.0))], &[]);
    let load = Load::new().layout("weight", "oi").strict();
    let make = |length: &dyn Fn(&[usize]) -> usize| Turned {
        weight: vec![0.0; length(&[5, 12])],
    };
    check(&load, &path, 4, make, |model| {
        vec![(&[5, 12], &model.weight)]
    });
}

#[derive(Initialize)]
struct Net {
    h: Vec<Layer<f32>>,
}

#[derive(Initialize)]
struct Stack {
    #[init(normal, layout = "*oi", shape = (4, 6, 5))]
    weight: Vec<f32>,
}

#[derive(Initialize)]
struct Stacked {
    h: Stack,
}

#[test]
fn stacked_there_and_listed_here() {
    let folder = Folder::new("part-stacked");
    let path = folder.file("m.safetensors");
    let make = |length: &dyn Fn(&[usize]) -> usize| Net {
        h: (0..4).map(|_| Layer::new(&[6, 5], length)).collect(),
    };
    write(&path, &[("h.weight", counted(&[4, 6, 5], 0.0))], &[]);
    let load = Load::new().stacked("h").strict();
    check(&load, &path, 4, make, |net: &Net| {
        net.h.iter().map(Layer::tensor).collect()
    });
    // Transposed as well.
    write(&path, &[("h.weight", counted(&[4, 5, 6], 0.0))], &[]);
    let load = Load::new().stacked("h").layout("h.*.weight", "io");
    check(&load, &path, 4, make, |net: &Net| {
        net.h.iter().map(Layer::tensor).collect()
    });
}

#[test]
fn listed_there_and_stacked_here() {
    let folder = Folder::new("part-listed");
    let path = folder.file("m.safetensors");
    let make = |length: &dyn Fn(&[usize]) -> usize| Stacked {
        h: Stack {
            weight: vec![0.0; length(&[4, 6, 5])],
        },
    };
    let names: Vec<String> = (0..4).map(|layer| format!("h.{layer}.weight")).collect();
    for (layout, shape) in [("*oi", [6, 5]), ("*io", [5, 6])] {
        let layers = (names.iter().enumerate())
            .map(|(layer, name)| (&**name, counted(&shape, 100.0 * layer as f32)));
        write(&path, &layers.collect::<Vec<_>>(), &[]);
        let load = Load::new().stacked("h").layout("h.weight", layout).strict();
        check(&load, &path, 4, make, |model: &Stacked| {
            vec![(&[4, 6, 5], &*model.h.weight)]
        });
    }
}

#[derive(Initialize)]
pub(super) struct Apart {
    pub(super) q: Layer<f32>,
    pub(super) k: Layer<f32>,
    pub(super) v: Layer<f32>,
}

#[derive(Initialize)]
struct Fused {
    qkv: Layer<f32>,
}

pub(super) const PARTS: [&str; 3] = ["q", "k", "v"];

#[test]
fn fused_there_and_apart_here() {
    let folder = Folder::new("part-fused");
    let path = folder.file("m.safetensors");
    // Of unequal lengths, as where several heads share keys.
    for lengths in [[6, 6, 6], [8, 3, 4]] {
        let make = |length: &dyn Fn(&[usize]) -> usize| {
            let [q, k, v] = lengths.map(|rows| Layer::new(&[rows, 5], length));
            Apart { q, k, v }
        };
        let all = lengths.iter().sum();
        write(&path, &[("qkv.weight", counted(&[all, 5], 0.0))], &[]);
        let load = Load::new().fused("qkv", PARTS).strict();
        check(&load, &path, 4, make, |model: &Apart| {
            vec![model.q.tensor(), model.k.tensor(), model.v.tensor()]
        });
        // GPT-2's is transposed.
        write(&path, &[("qkv.weight", counted(&[5, all], 0.0))], &[]);
        let load = Load::new().fused("qkv", PARTS).layout("*.weight", "io");
        check(&load, &path, 4, make, |model: &Apart| {
            vec![model.q.tensor(), model.k.tensor(), model.v.tensor()]
        });
    }
}

#[test]
fn apart_there_and_fused_here() {
    let folder = Folder::new("part-apart");
    let path = folder.file("m.safetensors");
    for lengths in [[4, 4, 4], [8, 3, 4]] {
        let all = lengths.iter().sum();
        let make = |length: &dyn Fn(&[usize]) -> usize| Fused {
            qkv: Layer::new(&[all, 5], length),
        };
        for turned in [false, true] {
            let file = |part: usize| {
                let rows = lengths[part];
                let shape = if turned { [5, rows] } else { [rows, 5] };
                counted(&shape, 1000.0 * part as f32)
            };
            let names = PARTS.map(|part| format!("{part}.weight"));
            let parts: Vec<_> = (0..3).map(|part| (&*names[part], file(part))).collect();
            write(&path, &parts, &[]);
            let load = Load::new().fused("qkv", PARTS).strict();
            let load = if turned {
                load.layout("qkv.weight", "io")
            } else {
                load
            };
            check(&load, &path, 4, make, |model: &Fused| {
                vec![model.qkv.tensor()]
            });
        }
    }
}

/// Other names, axes of length 1, and all at once.
#[test]
fn other_names_and_forms_together() {
    #[derive(Initialize)]
    struct Model {
        model: Vec<Fused>,
    }
    let folder = Folder::new("part-together");
    let path = folder.file("m.safetensors");
    let names = PARTS.map(|part| format!("net.layers.{part}.kernel"));
    let file: Vec<_> = (names.iter().enumerate())
        .map(|(part, name)| (&**name, counted(&[2, 5, 1, 4], 1000.0 * part as f32)))
        .collect();
    write(&path, &file, &[]);
    let load = Load::new()
        .rename(|path| {
            format!(
                "net.{}",
                path.replace("model", "layers").replace("weight", "kernel")
            )
        })
        .stacked("model")
        .fused("qkv", PARTS)
        .layout("**.weight", "io")
        .squeezed("**.weight")
        .strict();
    let make = |length: &dyn Fn(&[usize]) -> usize| Model {
        model: (0..2)
            .map(|_| Fused {
                qkv: Layer::new(&[12, 5], length),
            })
            .collect(),
    };
    check(&load, &path, 4, make, |model: &Model| {
        model.model.iter().map(|fused| fused.qkv.tensor()).collect()
    });
}
