//! Strict loads of files that have other names.

use std::collections::BTreeMap;

use init_core::safetensors::{Load, Save};
use init_core::{Error, ErrorKind};

use crate::{Folder, Linear, Raw, write};

fn layers(count: usize) -> BTreeMap<String, Linear> {
    (0..count)
        .map(|k| (format!("layer{k}"), Linear::from(k as f32)))
        .collect()
}

/// The error of a strict load of as many layers as `saved` has.
fn error(load: Load<'_>, saved: &BTreeMap<String, Linear>, path: &std::path::Path) -> Error {
    let mut model: BTreeMap<String, Linear> = saved
        .keys()
        .map(|key| (key.clone(), Linear::zero()))
        .collect();
    let error = load.strict().run(&mut model, path).unwrap_err();
    assert!(model.values().all(|layer| *layer == Linear::zero()));
    error
}

#[test]
fn a_forgotten_prefix_is_said_once() {
    let folder = Folder::new("prefix");
    let path = folder.file("m.safetensors");
    let model = layers(800);
    Save::new().prefix("model.").run(&model, &path).unwrap();
    let found = error(Load::new(), &model, &path);
    assert_eq!(found.problems().len(), 1);
    assert!(found.has(ErrorKind::Missing));
    assert_eq!(
        found.to_string(),
        "`m.safetensors` has 1600 of the missing tensors with `model.` before their paths
  help: look for them there: `Load::new().prefix(\"model.\")`
note: nothing was written"
    );
    // What the help says.
    let mut again: BTreeMap<String, Linear> = model
        .keys()
        .map(|key| (key.clone(), Linear::zero()))
        .collect();
    let load = Load::new().prefix("model.").strict();
    assert_eq!(load.run(&mut again, &path).unwrap().names().len(), 1600);
    assert!(again == model);
    // A wrong one is answered as none is.
    assert_eq!(
        error(Load::new().prefix("module."), &model, &path).to_string(),
        found.to_string()
    );
}

#[test]
fn a_prefix_that_the_file_lacks_is_said_once() {
    let folder = Folder::new("lacks-prefix");
    let path = folder.file("m.safetensors");
    let model = layers(30);
    Save::new().run(&model, &path).unwrap();
    assert_eq!(
        error(Load::new().prefix("model."), &model, &path).to_string(),
        "`m.safetensors` has 60 of the missing tensors under their paths as they are
  help: leave out `prefix`, `under` and `rename`
note: nothing was written"
    );
    let mut outer: BTreeMap<String, BTreeMap<String, Linear>> = [("net".into(), model)].into();
    let error = Load::new().strict().run(&mut outer, &path).unwrap_err();
    assert_eq!(
        error.to_string(),
        "`m.safetensors` has 60 of the missing tensors without the `net.` of their paths
  help: look for them there: `Load::new().under(\"net\")`
note: nothing was written"
    );
    let load = Load::new().under("net");
    assert_eq!(
        load.strict().run(&mut outer, &path).unwrap().names().len(),
        60
    );
}

/// What the prefix does not explain is listed beside it.
#[test]
fn other_differences_stand_beside_a_prefix() {
    let folder = Folder::new("beside-prefix");
    let path = folder.file("m.safetensors");
    let both = [
        ("model.weight", Raw::f32(&[2, 3], &[0.0; 6])),
        ("model.bais", Raw::f32(&[2], &[0.0; 2])),
    ];
    write(&path, &both, &[]);
    let mut model = Linear::zero();
    let error = Load::new().strict().run(&mut model, &path).unwrap_err();
    assert_eq!(
        error.to_string(),
        "3 problems
error: `m.safetensors` has 1 of the missing tensors with `model.` before their paths
  help: look for them there: `Load::new().prefix(\"model.\")`
error: `bias`: `m.safetensors` has no tensor `bias`
error: `m.safetensors` has the tensor `model.bais`, which the model does not have
  help: leave it out: `Load::new().ignore(\"model.bais\")`
note: nothing was written"
    );
    let error = Load::new()
        .prefix("model.")
        .strict()
        .run(&mut model, &path)
        .unwrap_err();
    assert_eq!(error.problems().len(), 2, "{error}");
    assert_eq!(
        error.problems()[0].help_text(),
        Some("it has `model.bais`: give the path this name with `rename`")
    );
}

/// A name that stands elsewhere too is not a prefix that all lack.
#[test]
fn one_tensor_elsewhere_is_not_a_prefix() {
    let folder = Folder::new("elsewhere");
    let path = folder.file("m.safetensors");
    let mut model = layers(3);
    Save::new().run(&model, &path).unwrap();
    model.insert("x".into(), Linear::zero());
    let renamed = Save::new().rename(|path| path.replace("layer2", "old.x"));
    renamed.run(&layers(3), &path).unwrap();
    let error = Load::new().strict().run(&mut model, &path).unwrap_err();
    assert!(
        error
            .problems()
            .iter()
            .all(|problem| !problem.message().contains("before"))
    );
}

/// 2,000 names that only one side has, and no prefix.
#[test]
fn the_first_problems_are_displayed_and_all_are_there() {
    let folder = Folder::new("many");
    let path = folder.file("m.safetensors");
    let model = layers(500);
    let renamed = Save::new().rename(|path| path.replace("layer", "block").replace('.', "_"));
    renamed.run(&model, &path).unwrap();
    let error = error(Load::new(), &model, &path);
    assert_eq!(error.problems().len(), 2000);
    let text = error.to_string();
    assert_eq!(text.matches("\nerror: ").count(), 20);
    assert!(
        text.ends_with("\nand 1980 more: `Error::problems` has all\nnote: nothing was written")
    );
    assert!(text.len() < 4000, "{}", text.len());

    let mut model = model;
    let loaded = Load::new().allow_none().run(&mut model, &path).unwrap();
    assert_eq!(loaded.missing().len(), 1000);
    let text = loaded.to_string();
    assert_eq!(text.matches('`').count(), 80);
    assert_eq!(text.matches("and 980 more").count(), 2, "{text}");
}
