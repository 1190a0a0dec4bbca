//! Layers in one tensor or one each, and weights that are fused or apart.

use init_core::safetensors::{Load, save};
use init_core::{ErrorKind, Initialize};
use ndarray::{Array1, Array2, Array3};

use super::{Matrix, counted, matrix};
use crate::{Folder, fill, refused, write};

#[derive(Debug, Clone, PartialEq, Initialize)]
struct Block {
    qkv: Matrix,
    #[init(zeros)]
    bias: Array1<f32>,
}

#[derive(Debug, Clone, PartialEq, Initialize)]
struct Listed {
    h: Vec<Block>,
}

#[derive(Debug, Clone, PartialEq, Initialize)]
struct Stack {
    #[init(normal, layout = "*oi")]
    weight: Array3<f32>,
}

#[derive(Debug, Clone, PartialEq, Initialize)]
struct Layers {
    qkv: Stack,
    #[init(zeros)]
    bias: Array2<f32>,
}

#[derive(Debug, Clone, PartialEq, Initialize)]
struct Stacked {
    h: Layers,
}

fn listed(layers: usize) -> Listed {
    let block = |_| Block {
        qkv: matrix(6, 2),
        bias: Array1::zeros(4),
    };
    Listed {
        h: (0..layers).map(block).collect(),
    }
}

fn stacked(layers: usize) -> Stacked {
    Stacked {
        h: Layers {
            qkv: Stack {
                weight: Array3::zeros((layers, 6, 2)),
            },
            bias: Array2::zeros((layers, 4)),
        },
    }
}

#[test]
fn layers_are_loaded_from_a_stack_and_from_a_list() {
    let folder = Folder::new("stacked");
    let (one, many) = (
        folder.file("one.safetensors"),
        folder.file("many.safetensors"),
    );
    let stack = [
        ("h.qkv.weight", counted(&[3, 6, 2], 0.0)),
        ("h.bias", counted(&[3, 4], 100.0)),
    ];
    write(&one, &stack, &[]);
    let mut list = listed(3);
    let error = refused(&Load::new().strict(), &mut list, &one);
    assert_eq!(
        error.to_string(),
        "`h.0.qkv.weight`: `one.safetensors` has the layers of `h` stacked, as `h.qkv.weight` (6 parameters)
  help: `Load::new().stacked(\"h\")`
note: nothing was written"
    );
    let load = Load::new().stacked("h").strict();
    fill(&load, &mut list, &one);
    for (k, block) in list.h.iter().enumerate() {
        for ((o, i), &value) in block.qkv.weight.indexed_iter() {
            assert_eq!(value, (12 * k + 2 * o + i) as f32);
        }
        assert_eq!(block.bias[3], (103 + 4 * k) as f32);
    }
    save(&list, &many).unwrap();
    let mut stack = stacked(3);
    let error = refused(&Load::new().strict(), &mut stack, &many);
    assert_eq!(
        error.to_string(),
        "`h.qkv.weight`: `many.safetensors` has the layers of `h` listed, as `h.0.qkv.weight` (2 parameters)
  help: `Load::new().stacked(\"h\")`
note: nothing was written"
    );
    fill(&load, &mut stack, &many);
    let back = folder.file("back.safetensors");
    save(&stack, &back).unwrap();
    assert_eq!(crate::read(&back), crate::read(&one));

    // Another number of layers, on either side.
    let load = Load::new().stacked("h");
    for layers in [2, 4] {
        let error = refused(&load, &mut listed(layers), &one);
        assert!(error.has(ErrorKind::Shape), "{error}");
    }
    let error = refused(&load, &mut stacked(2), &many);
    assert!(error.has(ErrorKind::Shape), "{error}");
    let error = refused(&load, &mut stacked(4), &many);
    assert!(error.has(ErrorKind::Missing), "{error}");
}

#[derive(Debug, Clone, PartialEq, Initialize)]
struct Attention {
    q: Matrix,
    k: Matrix,
    v: Matrix,
}

#[derive(Debug, Clone, PartialEq, Initialize)]
struct Separate {
    attn: Attention,
}

#[derive(Debug, Clone, PartialEq, Initialize)]
struct Whole {
    #[init(normal, split = 3)]
    weight: Array2<f32>,
}

#[derive(Debug, Clone, PartialEq, Initialize)]
struct Inner {
    qkv: Whole,
}

#[derive(Debug, Clone, PartialEq, Initialize)]
struct Fused {
    attn: Inner,
}

#[test]
fn weights_are_loaded_from_one_and_from_several() {
    let folder = Folder::new("fused");
    let (one, several) = (
        folder.file("one.safetensors"),
        folder.file("several.safetensors"),
    );
    write(&one, &[("attn.qkv.weight", counted(&[6, 2], 0.0))], &[]);
    let mut separate = Separate {
        attn: Attention {
            q: matrix(2, 2),
            k: matrix(2, 2),
            v: matrix(2, 2),
        },
    };
    let error = refused(&Load::new().strict(), &mut separate, &one);
    assert_eq!(
        error.to_string(),
        "`attn.q.weight`: `one.safetensors` has `q`, `k` and `v` as one: `qkv` (3 parameters)
  help: `Load::new().fused(\"qkv\", [\"q\", \"k\", \"v\"])`
  note: the parts are named in the order in which the whole has them: correct it if it is another
note: nothing was written"
    );
    let load = || Load::new().fused("qkv", ["q", "k", "v"]).strict();
    fill(&load(), &mut separate, &one);
    assert_eq!(
        separate.attn.k.weight,
        Array2::from_shape_fn((2, 2), |(o, i)| (4 + 2 * o + i) as f32)
    );
    save(&separate, &several).unwrap();
    let mut fused = Fused {
        attn: Inner {
            qkv: Whole {
                weight: Array2::zeros((6, 2)),
            },
        },
    };
    let error = refused(&Load::new().strict(), &mut fused, &several);
    assert_eq!(
        error.to_string(),
        "`attn.qkv.weight`: `several.safetensors` has `qkv` in parts: `q`, `k` and `v`
  help: `Load::new().fused(\"qkv\", [\"q\", \"k\", \"v\"])`
  note: the parts are named in the order in which the whole has them: correct it if it is another
note: nothing was written"
    );
    fill(&load(), &mut fused, &several);
    assert_eq!(
        fused.attn.qkv.weight,
        Array2::from_shape_fn((6, 2), |(o, i)| (2 * o + i) as f32)
    );

    // Parts whose number is not that of the field, that are not all there, or do not add up.
    let error = refused(&Load::new().fused("qkv", ["q", "k"]), &mut fused, &several);
    assert!(error.to_string().contains("`split = 3`"), "{error}");
    let error = refused(&load().ignore("attn.v.weight"), &mut fused, &several);
    assert!(error.has(ErrorKind::Missing), "{error}");
    fused.attn.qkv.weight = Array2::zeros((9, 2));
    let error = refused(&load(), &mut fused, &several);
    assert!(
        error
            .to_string()
            .contains("has 9 outputs, but its parts up to"),
        "{error}"
    );
    separate.attn.q = matrix(3, 2);
    let error = refused(&load(), &mut separate, &one);
    assert!(error.has(ErrorKind::Shape), "{error}");
    // What a file has under its own name is read from there.
    save(&fused, &one).unwrap();
    fill(&Load::new().strict(), &mut fused, &one);
}

/// Parts of unequal lengths from a matrix with its axes exchanged and its layers stacked.
#[test]
fn forms_work_together() {
    #[derive(Debug, Clone, PartialEq, Initialize)]
    struct Net {
        h: Vec<Attention>,
    }
    let folder = Folder::new("together");
    let path = folder.file("m.safetensors");
    write(&path, &[("m.h.qkv.weight", counted(&[2, 5, 8], 0.0))], &[]);
    let mut net = Net {
        h: (0..2)
            .map(|_| Attention {
                q: matrix(4, 5),
                k: matrix(2, 5),
                v: matrix(2, 5),
            })
            .collect(),
    };
    let load = Load::new()
        .prefix("m.")
        .stacked("h")
        .fused("qkv", ["q", "k", "v"])
        .layout("h.*.*.weight", "io")
        .strict();
    fill(&load, &mut net, &path);
    for (layer, attention) in net.h.iter().enumerate() {
        for (before, part) in [(0, &attention.q), (4, &attention.k), (6, &attention.v)] {
            for ((o, i), &value) in part.weight.indexed_iter() {
                assert_eq!(value, (40 * layer + 8 * i + before + o) as f32);
            }
        }
    }
}

/// As GPT-2 is published.
#[test]
fn the_errors_of_a_transposed_whole_lead_to_both_options() {
    let folder = Folder::new("transposed-whole");
    let path = folder.file("m.safetensors");
    write(&path, &[("attn.qkv.weight", counted(&[2, 6], 0.0))], &[]);
    let mut separate = Separate {
        attn: Attention {
            q: matrix(2, 2),
            k: matrix(2, 2),
            v: matrix(2, 2),
        },
    };
    let error = refused(&Load::new().strict(), &mut separate, &path);
    let fused = "help: `Load::new().fused(\"qkv\", [\"q\", \"k\", \"v\"])`";
    assert!(error.to_string().contains(fused), "{error}");
    let load = || Load::new().fused("qkv", ["q", "k", "v"]).strict();
    let error = refused(&load(), &mut separate, &path);
    let layout = "`Load::new().layout(\"attn.q.weight\", \"io\")`";
    assert!(error.to_string().contains(layout), "{error}");
    fill(&load().layout("attn.*.weight", "io"), &mut separate, &path);
    let expected = Array2::from_shape_fn((2, 2), |(o, i)| (6 * i + 2 + o) as f32);
    assert_eq!(separate.attn.k.weight, expected);
}
