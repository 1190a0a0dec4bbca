//! The tensors that a load finds, and the parameters that they fill.

use std::fs;

use init_core::safetensors::{Load, Save, load, save};
use init_core::{ErrorKind, Initialize, Reset};
use ndarray::{Array2, ShapeBuilder};

use crate::{Folder, Linear, Raw, write};

/// The line of `docs/lines.md`: the head keeps what the reset gave it.
#[test]
fn all_but_the_head_from_a_file() {
    #[derive(Initialize)]
    struct Classifier {
        body: Linear,
        head: Linear,
    }
    let folder = Folder::new("head");
    let file = folder.file("m.safetensors");
    let [mut old, mut model] = [1, 2].map(|_| Classifier {
        body: Linear::zero(),
        head: Linear::zero(),
    });
    Reset::seed(1).run(&mut old).unwrap();
    save(&old, &file).unwrap();

    Reset::seed(42).run(&mut model).unwrap();
    let head = model.head.weight;
    let loaded = Load::new()
        .except("head.**")
        .strict()
        .run(&mut model, &file)
        .unwrap();
    assert_eq!(loaded.names(), ["body.weight", "body.bias"]);
    assert_eq!(model.body.weight, old.body.weight);
    assert_eq!(model.head.weight, head);
    assert_ne!(old.head.weight, head);
}

#[test]
fn names_are_found_missing_or_surplus() {
    let folder = Folder::new("found");
    let path = folder.file("m.safetensors");
    write(
        &path,
        &[
            ("z", Raw::f32(&[1], &[0.0])),
            ("weight", Raw::f32(&[2, 3], &[1.0, 2.0, 3.0, 4.0, 5.0, 6.0])),
            ("a", Raw::f32(&[], &[0.0])),
        ],
        &[],
    );
    let mut model = Linear {
        weight: [[0.0; 3]; 2],
        bias: [8.0; 2],
    };
    let loaded = load(&mut model, &path).unwrap();
    assert_eq!(loaded.names(), ["weight"]);
    assert_eq!(loaded.missing(), ["bias"]);
    assert_eq!(loaded.surplus(), ["a", "z"]);
    assert_eq!(
        loaded.to_string(),
        "1 loaded, 1 missing (`bias`), 2 surplus (`a`, `z`)"
    );
    assert_eq!(model.weight, [[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]);
    assert_eq!(model.bias, [8.0; 2]);
    Reset::seed(1)
        .loaded(loaded.names())
        .run(&mut model)
        .unwrap();
    assert_eq!(model.weight, [[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]);
    assert_eq!(model.bias, [0.0; 2]);
}

#[test]
fn a_strict_load_names_all_that_only_one_side_has() {
    let folder = Folder::new("strict");
    let path = folder.file("m.safetensors");
    let bias = Raw::f32(&[2], &[1.0, 2.0]);
    write(
        &path,
        &[("weigth", Raw::f32(&[2, 3], &[0.5; 6])), ("bias", bias)],
        &[],
    );
    let mut model = Linear::zero();
    let error = Load::new().strict().run(&mut model, &path).unwrap_err();
    assert!(error.has(ErrorKind::Missing) && error.has(ErrorKind::Surplus));
    assert_eq!(
        error.to_string(),
        "2 problems
error: `weight`: `m.safetensors` has no tensor `weight`
  help: it has `weigth`: give the path this name with `rename`
error: `m.safetensors` has the tensor `weigth`, which the model does not have
note: nothing was written"
    );
    assert_eq!(model, Linear::zero());
}

/// Memory of any layout is written at the logical index, whatever the field's `layout` says.
#[test]
fn every_layout_is_filled_by_index() {
    #[derive(Initialize)]
    struct Net {
        #[init(kaiming_normal, layout = "io")]
        columns: Array2<f32>,
        #[init(kaiming_normal, layout = "io", shape = (2, 3))]
        flat: Vec<f32>,
        #[init(normal)]
        rows: Array2<f64>,
        #[init(constant = 1.0)]
        scale: f32,
        #[init(zeros, shape = (0, 5))]
        empty: Vec<f32>,
    }
    let folder = Folder::new("layouts");
    let path = folder.file("m.safetensors");
    let values = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0];
    let matrix = Raw::f32(&[2, 3], &values);
    write(
        &path,
        &[
            ("columns", matrix.clone()),
            ("flat", matrix.clone()),
            ("rows", matrix),
            ("scale", Raw::f32(&[], &[-7.0])),
            ("empty", Raw::f32(&[0, 5], &[])),
        ],
        &[],
    );
    let mut net = Net {
        columns: Array2::zeros((2, 3).f()),
        flat: vec![0.0; 6],
        rows: Array2::zeros((3, 2)).reversed_axes(),
        scale: 0.0,
        empty: Vec::new(),
    };
    let loaded = Load::new().strict().run(&mut net, &path).unwrap();
    assert_eq!(loaded.names().len(), 5);
    assert_eq!(net.columns.iter().copied().collect::<Vec<_>>(), values);
    assert_eq!(net.flat, values);
    let rows: Vec<f32> = net.rows.iter().map(|&value| value as f32).collect();
    assert_eq!(rows, values);
    assert_eq!(net.scale, -7.0);
}

#[test]
fn prefixes_and_renames_find_other_names() {
    let folder = Folder::new("renamed");
    let path = folder.file("m.safetensors");
    Save::new()
        .prefix("model.")
        .run(&Linear::from(1.0), &path)
        .unwrap();
    let mut model = Linear::zero();
    let loaded = Load::new().prefix("model.").run(&mut model, &path).unwrap();
    assert_eq!(loaded.names(), ["weight", "bias"]);
    assert_eq!(loaded.surplus(), [""; 0]);
    assert_eq!(model, Linear::from(1.0));

    let mut model = Linear::zero();
    let loaded = Load::new().allow_none().run(&mut model, &path).unwrap();
    assert_eq!(loaded.missing(), ["weight", "bias"]);
    assert_eq!(loaded.surplus(), ["model.bias", "model.weight"]);
}

#[test]
fn a_selection_is_loaded_alone() {
    let folder = Folder::new("selected");
    let path = folder.file("m.safetensors");
    save(&vec![Linear::from(1.0), Linear::from(9.0)], &path).unwrap();
    let mut model = vec![Linear::zero(), Linear::zero()];
    let loaded = Load::new()
        .only("*.weight")
        .except("1.**")
        .strict()
        .run(&mut model, &path)
        .unwrap();
    assert_eq!(loaded.names(), ["0.weight"]);
    assert_eq!(model[0].weight, Linear::from(1.0).weight);
    assert_eq!(model[0].bias, [0.0; 2]);
    assert_eq!(model[1], Linear::zero());
    let error = Load::new().only("2.**").run(&mut model, &path);
    assert!(error.unwrap_err().has(ErrorKind::Selection));
}

#[test]
fn several_files_are_read_through_their_index() {
    let folder = Folder::new("index");
    let path = folder.file("m.safetensors");
    let model: Vec<Linear> = [0.0, 10.0, 20.0].map(Linear::from).into();
    let saved = Save::new().max_shard_bytes(30).run(&model, &path).unwrap();
    assert!(saved.files().len() > 2);
    for path in [path.as_path(), saved.index().unwrap()] {
        let mut again = vec![Linear::zero(); 3];
        let loaded = Load::new().strict().run(&mut again, path).unwrap();
        assert_eq!(loaded.names().len(), 6);
        assert_eq!(again, model);
    }
    // One file of several is a file too.
    let mut again = vec![Linear::zero(); 3];
    let loaded = load(&mut again, &saved.files()[0]).unwrap();
    assert_eq!(loaded.names(), ["0.weight"]);
}

#[test]
fn a_module_that_reads_layer_is_saved_outside_its_list() {
    #[derive(Initialize)]
    struct Block {
        #[init(normal, std = 1.0 / (1 + layer.index) as f64)]
        weight: [f32; 2],
    }
    let folder = Folder::new("layer");
    let path = folder.file("m.safetensors");
    save(&Block { weight: [1.0, 2.0] }, &path).unwrap();
    let mut block = Block { weight: [0.0; 2] };
    let loaded = load(&mut block, &path).unwrap();
    assert_eq!(loaded.names(), ["weight"]);
    assert_eq!(block.weight, [1.0, 2.0]);
    assert_eq!(fs::read_dir(path.parent().unwrap()).unwrap().count(), 1);
}
