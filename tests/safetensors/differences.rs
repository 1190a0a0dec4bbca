//! Files that have more than the model, other names, fewer rows or two contents of one tensor.

use init_core::safetensors::{Load, Save};
use init_core::{ErrorKind, Initialize, Reset, Rules};
use ndarray::Array2;
use safetensors::Dtype;

use crate::{Folder, Linear, Raw, fill, refused, write};

/// A counter as PyTorch's batch norm has it.
fn counter() -> Raw {
    Raw {
        dtype: Dtype::I64,
        shape: Vec::new(),
        bytes: 7_i64.to_le_bytes().into(),
    }
}

fn matrix(first: f32) -> Raw {
    let values: Vec<f32> = (0..6).map(|k| first + k as f32).collect();
    Raw::f32(&[2, 3], &values)
}

fn bias(first: f32) -> Raw {
    Raw::f32(&[2], &[first + 6.0, first + 7.0])
}

#[test]
fn names_of_no_interest_are_left_out() {
    let folder = Folder::new("ignored");
    let path = folder.file("m.safetensors");
    let mut tensors = Vec::new();
    for layer in ["0", "1"] {
        tensors.push((format!("{layer}.weight"), matrix(1.0)));
        tensors.push((format!("{layer}.bias"), bias(1.0)));
        tensors.push((format!("{layer}.num_batches_tracked"), counter()));
    }
    tensors.push(("step".into(), counter()));
    let tensors: Vec<(&str, Raw)> = (tensors.iter())
        .map(|(name, raw)| (&**name, raw.clone()))
        .collect();
    write(&path, &tensors, &[]);
    let mut model = vec![Linear::zero(); 2];
    let error = refused(&Load::new().strict(), &mut model, &path);
    assert_eq!(
        error.to_string(),
        "2 problems
error: `m.safetensors` has 2 tensors `num_batches_tracked`, which the model does not have, such as `0.num_batches_tracked`
  help: leave it out: `Load::new().ignore(\"**.num_batches_tracked\")`
error: `m.safetensors` has the tensor `step`, which the model does not have
  help: leave it out: `Load::new().ignore(\"step\")`
note: nothing was written"
    );
    // All others are still looked at.
    let load = || Load::new().ignore("**.num_batches_tracked").strict();
    let error = refused(&load(), &mut model, &path);
    assert_eq!(error.problems().len(), 1);
    let loaded = load().ignore("step").run(&mut model, &path).unwrap();
    assert_eq!(loaded.names().len(), 4);
    assert!(loaded.surplus().is_empty());
    assert_eq!(model, vec![Linear::from(1.0); 2]);
    // What is ignored is not read, as if it were not there.
    let mut model = vec![Linear::zero(); 2];
    let loaded = Load::new().ignore("1.*").run(&mut model, &path).unwrap();
    assert_eq!(loaded.missing(), ["1.weight", "1.bias"]);
    assert_eq!(model, [Linear::from(1.0), Linear::zero()]);
}

#[test]
fn options_that_are_for_nothing_are_errors() {
    let folder = Folder::new("nothing");
    let path = folder.file("m.safetensors");
    Save::new().run(&Linear::from(1.0), &path).unwrap();
    let mut model = Linear::zero();
    let reset = Reset::seed(1);
    for (load, expected) in [
        (
            Load::new().ignore("wieght"),
            "`ignore(\"wieght\")` matches no tensor of `m.safetensors`\n  help: did you mean `weight`?",
        ),
        (
            Load::new().layout("wieght", "io"),
            "`layout(\"wieght\")` matches no parameter\n  help: did you mean `weight`?",
        ),
        (
            Load::new().squeezed("x"),
            "`squeezed(\"x\")` matches no parameter\n  help: leave it out, or write a glob that does",
        ),
        (
            Load::new().grow("x", &reset),
            "`grow(\"x\")` matches no parameter\n  help: leave it out, or write a glob that does",
        ),
        (
            Load::new().under("bert"),
            "`under(\"bert\")`: the model has no such module\n  help: write the path of a module that holds parameters",
        ),
        (
            Load::new().stacked("h"),
            "`stacked(\"h\")`: no list here is stacked in `m.safetensors`, and none there here\n  help: leave it out, or correct its names",
        ),
        (
            Load::new().fused("qkv", ["q", "k"]),
            "`fused(\"qkv\", …)`: nothing is whole here and in parts in `m.safetensors`, or the reverse\n  help: leave it out, or correct its names",
        ),
        (
            Load::new().fused("qkv", ["q"]),
            "`fused(\"qkv\", …)`: it needs at least two parts\n  help: write the components that differ, e.g. `fused(\"qkv\", [\"q\", \"k\", \"v\"])`",
        ),
        (
            Load::new().fused("qkv", ["q", "q"]),
            "`fused(\"qkv\", …)`: the names must differ\n  help: write the components that differ, e.g. `fused(\"qkv\", [\"q\", \"k\", \"v\"])`",
        ),
        (
            Load::new().fused("qkv", ["q", ""]),
            "`fused(\"qkv\", …)`: a name has an empty component\n  help: write the components that differ, e.g. `fused(\"qkv\", [\"q\", \"k\", \"v\"])`",
        ),
        (
            Load::new().ignore("a/b"),
            "the glob \"a/b\" holds `/`, which is not allowed in a glob\n  help: join the components of a path by dots: `layers.*.weight`\n  note: it is that of `ignore`",
        ),
    ] {
        let error = refused(&load, &mut model, &path);
        assert!(error.has(ErrorKind::Selection));
        assert_eq!(
            error.to_string(),
            format!("{expected}\nnote: nothing was written")
        );
    }
}

#[derive(Debug, Clone, PartialEq, Initialize)]
struct Classifier {
    bert: Linear,
    head: Head,
}

#[derive(Debug, Clone, PartialEq, Initialize)]
struct Head {
    #[init(ones)]
    scale: [f32; 2],
}

#[test]
fn the_file_of_a_base_model_loads_into_its_module() {
    let folder = Folder::new("under");
    let path = folder.file("m.safetensors");
    Save::new().run(&Linear::from(1.0), &path).unwrap();
    let mut model = Classifier {
        bert: Linear::zero(),
        head: Head { scale: [9.0; 2] },
    };
    let error = refused(&Load::new(), &mut model, &path);
    assert_eq!(
        error.to_string(),
        "`m.safetensors` has 2 of the missing tensors without the `bert.` of their paths
  help: look for them there: `Load::new().under(\"bert\")`
note: nothing was written"
    );
    let loaded = Load::new().under("bert").run(&mut model, &path).unwrap();
    assert_eq!(loaded.names(), ["bert.weight", "bert.bias"]);
    assert_eq!(loaded.missing(), ["head.scale"]);
    assert_eq!(
        (&model.bert, &model.head),
        (&Linear::from(1.0), &Head { scale: [9.0; 2] })
    );
    let load = Load::new().under("bert").except("head.*").strict();
    assert!(load.run(&mut model, &path).unwrap().surplus().is_empty());

    // One prefix in the place of another.
    Save::new()
        .prefix("module.")
        .run(&Linear::from(3.0), &path)
        .unwrap();
    let error = refused(&Load::new().only("bert.*"), &mut model, &path);
    assert_eq!(
        error.to_string(),
        "`m.safetensors` has 2 of the missing tensors with `module.` in place of the `bert.` of their paths
  help: look for them there: `Load::new().under(\"bert\").prefix(\"module.\")`
note: nothing was written"
    );
    let load = Load::new().only("bert.*").under("bert").prefix("module.");
    fill(&load.strict(), &mut model, &path);
    assert_eq!(model.bert, Linear::from(3.0));
}

#[test]
fn a_load_of_nothing_is_an_error() {
    let folder = Folder::new("none");
    let path = folder.file("m.safetensors");
    write(&path, &[("gamma", bias(0.0))], &[]);
    let mut model = Linear::zero();
    let error = refused(&Load::new(), &mut model, &path);
    assert!(error.has(ErrorKind::Missing));
    assert_eq!(
        error.to_string(),
        "`m.safetensors` has none of the 2 tensors that are looked for
  help: give them their names there with `prefix`, `under` or `rename`, or write `Load::new().allow_none()` if that may be
  note: they are `weight`, `bias`
  note: it has `gamma`
note: nothing was written"
    );
    let loaded = Load::new().allow_none().run(&mut model, &path).unwrap();
    assert_eq!(
        loaded.to_string(),
        "0 loaded, 2 missing (`weight`, `bias`), 1 surplus (`gamma`)"
    );
    // A prefix that all names share is said without `strict` too.
    Save::new()
        .prefix("_orig_mod.")
        .run(&Linear::from(1.0), &path)
        .unwrap();
    let error = refused(&Load::new(), &mut model, &path);
    assert_eq!(
        error.problems()[0].help_text(),
        Some("look for them there: `Load::new().prefix(\"_orig_mod.\")`")
    );
    // A model of no tensors is loaded whole.
    let mut empty: Vec<Linear> = Vec::new();
    assert!(
        Load::new()
            .run(&mut empty, &path)
            .unwrap()
            .names()
            .is_empty()
    );
}

#[derive(Debug, Clone, PartialEq, Initialize)]
struct Table {
    #[init(normal, std = 0.02)]
    weight: Array2<f32>,
    #[init(zeros)]
    bias: [f32; 2],
}

fn table(rows: usize, columns: usize) -> Table {
    Table {
        weight: Array2::from_elem((rows, columns), 5.0),
        bias: [5.0; 2],
    }
}

#[test]
fn a_grown_table_has_the_rows_of_the_file_and_those_of_a_reset() {
    let folder = Folder::new("grown");
    let path = folder.file("m.safetensors");
    write(&path, &[("weight", matrix(1.0)), ("bias", bias(1.0))], &[]);
    let (seven, rules) = (
        Reset::seed(7),
        Rules::new().at("weight", init_core::initializer::ones()),
    );
    let ruled = Reset::seed(7).rules(&rules);
    for (rows, columns) in [(2, 3), (4, 3), (2, 5), (600, 700)] {
        for reset in [&seven, &ruled] {
            let mut model = table(rows, columns);
            if (rows, columns) != (2, 3) {
                let error = refused(&Load::new(), &mut model, &path);
                assert!(error.has(ErrorKind::Shape));
                assert_eq!(
                    error.problems()[0].help_text(),
                    Some(
                        "fill what the file lacks as a reset does: `Load::new().grow(\"weight\", &Reset::seed(1))`"
                    )
                );
            }
            let load = Load::new().grow("weight", reset).strict();
            let loaded = load.run(&mut model, &path).unwrap();
            assert_eq!(loaded.names(), ["weight", "bias"]);
            let mut expected = table(rows, columns);
            reset.run(&mut expected).unwrap();
            for (index, value) in expected.weight.indexed_iter_mut() {
                if let (row @ 0..2, column @ 0..3) = index {
                    *value = 1.0 + (3 * row + column) as f32;
                }
            }
            assert_eq!(model.weight, expected.weight);
            assert_eq!(model.bias, [7.0, 8.0]);
        }
    }
    // A table of the file that is larger is none that has grown.
    for (rows, columns) in [(1, 3), (4, 2)] {
        let error = refused(
            &Load::new().grow("weight", &seven),
            &mut table(rows, columns),
            &path,
        );
        assert!(error.has(ErrorKind::Shape));
    }
}

/// A table that the file has with its axes exchanged, in memory of either order.
#[test]
fn a_table_grows_in_another_layout() {
    let folder = Folder::new("grown-layout");
    let path = folder.file("m.safetensors");
    write(&path, &[("weight", matrix(1.0)), ("bias", bias(1.0))], &[]);
    let reset = Reset::seed(3);
    let load = Load::new().layout("weight", "io").grow("weight", &reset);
    let mut fresh = table(5, 4);
    reset.run(&mut fresh).unwrap();
    for columns in [false, true] {
        let mut model = table(5, 4);
        if columns {
            model.weight = Array2::zeros((4, 5)).reversed_axes();
        }
        fill(&load, &mut model, &path);
        for ((row, column), &value) in model.weight.indexed_iter() {
            let expected = match (row, column) {
                (0..3, 0..2) => 1.0 + (3 * column + row) as f32,
                index => fresh.weight[index],
            };
            assert_eq!(value, expected, "{row} {column}");
        }
    }
}

/// What a reset could not give keeps the whole load from writing.
#[test]
fn a_reset_that_fails_leaves_the_model_as_it_was() {
    #[derive(Debug, Clone, PartialEq, Initialize)]
    struct Net {
        #[init(zeros)]
        bias: [f32; 2],
        #[init(parameter)]
        weight: [[f32; 3]; 4],
        #[init(with = |_, _| f64::NAN)]
        closure: [[f32; 3]; 4],
    }
    let folder = Folder::new("grown-fails");
    let path = folder.file("m.safetensors");
    let all = [
        ("weight", matrix(1.0)),
        ("bias", bias(1.0)),
        ("closure", matrix(1.0)),
    ];
    write(&path, &all, &[]);
    let mut net = Net {
        bias: [5.0; 2],
        weight: [[5.0; 3]; 4],
        closure: [[5.0; 3]; 4],
    };
    let reset = Reset::seed(3);
    let load = Load::new().grow("weight", &reset).except("closure");
    assert!(refused(&load, &mut net, &path).has(ErrorKind::Uncovered));
    let load = Load::new().grow("closure", &reset).except("weight");
    assert!(refused(&load, &mut net, &path).has(ErrorKind::Custom));
}
