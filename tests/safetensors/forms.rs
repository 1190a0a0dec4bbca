//! Tensors that one side has in another form: transposed, with axes of length 1, stacked, fused. Each
//! is loaded both ways, refused without its option, and loaded by what the help says.

use init_core::safetensors::{Load, save};
use init_core::{ErrorKind, Initialize};
use ndarray::{Array1, Array2, Array3, Array4, ArrayD, ShapeBuilder};

use crate::{Folder, Raw, fill, refused, write};

/// Counts from `first` in row-major order.
fn counted(shape: &[usize], first: f32) -> Raw {
    let count = shape.iter().product::<usize>();
    let values: Vec<f32> = (0..count).map(|k| first + k as f32).collect();
    Raw::f32(shape, &values)
}

#[derive(Debug, Clone, PartialEq, Initialize)]
struct Matrix {
    #[init(normal)]
    weight: Array2<f32>,
}

fn matrix(rows: usize, columns: usize) -> Matrix {
    Matrix {
        weight: Array2::zeros((rows, columns)),
    }
}

#[test]
fn a_transposed_matrix_is_loaded_by_its_layout() {
    let folder = Folder::new("transposed");
    let path = folder.file("m.safetensors");
    write(&path, &[("weight", counted(&[2, 3], 0.0))], &[]);
    let mut model = matrix(3, 2);
    let error = refused(&Load::new(), &mut model, &path);
    assert_eq!(
        error.to_string(),
        "`weight`: the tensor has shape [3, 2], but `weight` in `m.safetensors` has [2, 3]
  help: give the order of its axes in the file: `Load::new().layout(\"weight\", \"io\")`
  note: the file has it transposed: PyTorch stores a linear weight as outputs by inputs, JAX and Keras as inputs by outputs
note: nothing was written"
    );
    let load = Load::new().layout("weight", "io");
    fill(&load, &mut model, &path);
    let expected = Array2::from_shape_fn((3, 2), |(o, i)| (3 * i + o) as f32);
    assert_eq!(model.weight, expected);
    // Whatever the order in memory, and for a square as for others.
    model.weight = Array2::zeros((3, 2).f());
    fill(&load, &mut model, &path);
    assert_eq!(model.weight, expected);
    write(&path, &[("weight", counted(&[50, 50], 0.0))], &[]);
    let mut square = matrix(50, 50);
    fill(&load, &mut square, &path);
    assert_eq!(square.weight[(3, 40)], 2003.0);
    // One that does not fit by it, and does without.
    write(&path, &[("weight", counted(&[3, 2], 0.0))], &[]);
    let error = refused(&load, &mut matrix(3, 2), &path);
    assert_eq!(
        error.problems()[0].help_text(),
        Some("it fits as it is: let the glob of `layout` leave it out")
    );
    let error = refused(
        &Load::new().layout("weight", "ohwi"),
        &mut matrix(3, 2),
        &path,
    );
    assert!(error.has(ErrorKind::Layout));
}

/// What one option solves for several parameters is one problem, as long as its glob matches no
/// others.
#[test]
fn one_help_is_for_all_that_are_alike() {
    #[derive(Debug, Clone, PartialEq, Initialize)]
    struct Net {
        h: Vec<Matrix>,
        #[init(zeros)]
        scale: [half::bf16; 2],
        #[init(zeros)]
        shift: [half::bf16; 2],
    }
    let folder = Folder::new("alike");
    let path = folder.file("m.safetensors");
    let file = |last: &[usize]| {
        let turned = || counted(&[2, 3], 0.0);
        let layers = [
            ("h.0.weight", turned()),
            ("h.1.weight", turned()),
            ("h.2.weight", counted(last, 0.0)),
        ];
        let others = [("scale", counted(&[2], 0.0)), ("shift", counted(&[2], 0.0))];
        write(&path, &[&layers[..], &others[..]].concat(), &[]);
    };
    let mut net = Net {
        h: vec![matrix(3, 2); 3],
        scale: [half::bf16::ONE; 2],
        shift: [half::bf16::ONE; 2],
    };
    file(&[2, 3]);
    let error = refused(&Load::new(), &mut net, &path);
    assert_eq!(
        error.to_string(),
        "2 problems
error: `h.0.weight`: the tensor has shape [3, 2], but `h.0.weight` in `m.safetensors` has [2, 3]
  help: give the order of its axes in the file: `Load::new().layout(\"h.*.weight\", \"io\")`
  note: the file has it transposed: PyTorch stores a linear weight as outputs by inputs, JAX and Keras as inputs by outputs
  note: so it is with 2 more
error: `scale`: the tensor's type bf16 does not hold every value of `scale` in `m.safetensors`, which is F32
  help: round each value to the nearest: `Load::new().rounded()`
  note: a value that is then beyond the largest bf16, 3.3895313892515355e38, is an error
  note: so it is with 1 more
note: nothing was written"
    );
    fill(
        &Load::new().layout("h.*.weight", "io").rounded(),
        &mut net,
        &path,
    );
    // One that fits as it is would not by the glob of all.
    file(&[3, 2]);
    let error = refused(&Load::new().rounded(), &mut net, &path);
    let helps: Vec<_> = error
        .problems()
        .iter()
        .map(|problem| problem.help_text().unwrap())
        .collect();
    assert_eq!(
        helps,
        [0, 1].map(|k| format!(
            "give the order of its axes in the file: `Load::new().layout(\"h.{k}.weight\", \"io\")`"
        ))
    );
    let load = Load::new()
        .layout("h.0.weight", "io")
        .layout("h.1.weight", "io");
    fill(&load.rounded(), &mut net, &path);
}

#[test]
fn kernels_of_keras_are_loaded_by_their_layout() {
    #[derive(Debug, Clone, PartialEq, Initialize)]
    struct Conv {
        #[init(normal)]
        weight: Array4<f32>,
    }
    let folder = Folder::new("hwio");
    let path = folder.file("m.safetensors");
    write(&path, &[("weight", counted(&[3, 4, 5, 6], 0.0))], &[]);
    let mut conv = Conv {
        weight: Array4::zeros((6, 5, 3, 4)),
    };
    let error = refused(&Load::new(), &mut conv, &path);
    assert_eq!(
        error.problems()[0].help_text(),
        Some("give the order of its axes in the file: `Load::new().layout(\"weight\", \"hwio\")`")
    );
    fill(&Load::new().layout("weight", "hwio"), &mut conv, &path);
    for ((o, i, h, w), &value) in conv.weight.indexed_iter() {
        assert_eq!(value, (((h * 4 + w) * 5 + i) * 6 + o) as f32);
    }
    // Two layouts have this shape: the help leaves the choice.
    write(&path, &[("weight", counted(&[3, 3, 5, 5], 0.0))], &[]);
    conv.weight = Array4::zeros((5, 5, 3, 3));
    let error = refused(&Load::new(), &mut conv, &path);
    let help = error.problems()[0].help_text().unwrap();
    assert!(help.ends_with("with one of hwio and hwoi"), "{help}");
}

#[test]
fn axes_of_length_1_may_be_there_or_not() {
    #[derive(Debug, Clone, PartialEq, Initialize)]
    struct Any {
        #[init(zeros)]
        values: ArrayD<f32>,
    }
    let folder = Folder::new("squeezed");
    let path = folder.file("m.safetensors");
    let load = Load::new().squeezed("values").strict();
    for (here, there) in [
        (&[][..], &[1][..]),
        (&[1], &[]),
        (&[1, 1, 4], &[4]),
        (&[4, 3], &[4, 3, 1, 1]),
        (&[1, 4, 1, 3], &[4, 1, 3]),
    ] {
        write(&path, &[("values", counted(there, 1.0))], &[]);
        let mut any = Any {
            values: ArrayD::zeros(here),
        };
        let error = refused(&Load::new(), &mut any, &path);
        assert_eq!(
            error.problems()[0].help_text(),
            Some("leave the axes of length 1 out of account: `Load::new().squeezed(\"values\")`")
        );
        fill(&load, &mut any, &path);
        let values: Vec<f32> = any.values.iter().copied().collect();
        let expected: Vec<f32> = (0..values.len()).map(|k| 1.0 + k as f32).collect();
        assert_eq!(values, expected);
    }
    // Nothing else is left out of account.
    write(&path, &[("values", counted(&[12], 1.0))], &[]);
    let mut any = Any {
        values: ArrayD::zeros(vec![4, 3]),
    };
    let error = refused(&load, &mut any, &path);
    assert_eq!(
        error.problems()[0].help_text(),
        Some("make the shapes equal, or leave it as it is with `except(\"values\")`")
    );
}

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
