//! Axes in another order, and axes of length 1.

use init_core::safetensors::Load;
use init_core::{ErrorKind, Initialize};
use ndarray::{Array2, Array4, ArrayD, ShapeBuilder};

use super::{Matrix, counted, matrix};
use crate::{Folder, fill, refused, write};

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
