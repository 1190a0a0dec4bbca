//! Saves of a part of a model.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use init_core::safetensors::{Load, Save, load};
use init_core::{ErrorKind, Initialize};
use ndarray::Array2;

use crate::{Folder, Linear, metadata, read};

fn model() -> BTreeMap<String, Linear> {
    [
        ("body".into(), Linear::from(1.0)),
        ("head".into(), Linear::from(2.0)),
    ]
    .into()
}

#[test]
fn only_what_is_named_is_written() {
    let folder = Folder::new("only");
    let path = folder.file("m.safetensors");
    let saved = Save::new().only("head.**").run(&model(), &path).unwrap();
    assert_eq!(saved.bytes(), 32);
    assert_eq!(
        read(&path).keys().collect::<Vec<_>>(),
        ["head.bias", "head.weight"]
    );

    let mut again = model();
    again.insert("head".into(), Linear::zero());
    again.insert("body".into(), Linear::zero());
    let loaded = load(&mut again, &path).unwrap();
    assert_eq!(loaded.names(), ["head.weight", "head.bias"]);
    assert_eq!(again["head"], Linear::from(2.0));
    assert_eq!(again["body"], Linear::zero());
    let loaded = Load::new().only("head.**").strict().run(&mut again, &path);
    assert_eq!(loaded.unwrap().names().len(), 2);
}

#[test]
fn what_is_excepted_is_not_written() {
    let folder = Folder::new("except");
    let path = folder.file("m.safetensors");
    let save = Save::new().only("*.weight").only("*.bias").except("body.*");
    save.prefix("model.").run(&model(), &path).unwrap();
    let names: Vec<String> = read(&path).into_keys().collect();
    assert_eq!(names, ["model.head.bias", "model.head.weight"]);
}

/// The tensors that stay keep their files, their order and their bytes.
#[test]
fn several_files_hold_what_is_named() {
    let folder = Folder::new("only-shards");
    let path = folder.file("m.safetensors");
    let save = Save::new().except("body.weight").max_shard_bytes(10);
    let saved = save.run(&model(), &path).unwrap();
    assert_eq!((saved.files().len(), saved.bytes()), (3, 8 + 24 + 8));
    let mut again = model();
    for layer in again.values_mut() {
        *layer = Linear::zero();
    }
    let loaded = load(&mut again, &path).unwrap();
    assert_eq!(loaded.missing(), ["body.weight"]);
    assert_eq!(again["head"], Linear::from(2.0));
    assert_eq!(again["body"].bias, Linear::from(1.0).bias);
}

#[test]
fn nothing_is_a_file_too() {
    let folder = Folder::new("only-nothing");
    let path = folder.file("m.safetensors");
    let saved = Save::new().except("**").run(&model(), &path).unwrap();
    assert_eq!(saved.bytes(), 0);
    assert!(read(&path).is_empty());
}

#[test]
fn a_glob_that_matches_nothing_is_an_error() {
    let folder = Folder::new("only-mistyped");
    let path = folder.file("m.safetensors");
    for (save, word) in [
        (Save::new().only("head"), "only"),
        (Save::new().except("head"), "except"),
    ] {
        let error = save.run(&model(), &path).unwrap_err();
        assert!(error.has(ErrorKind::Selection));
        assert_eq!(
            error.to_string(),
            format!(
                "`{word}(\"head\")` matches no parameter
  help: `head` is a module: write \"head.**\" for all that it holds
note: nothing was written"
            )
        );
    }
    assert!(folder.names().is_empty());
}

#[derive(Initialize)]
struct Tied {
    #[init(normal)]
    embedding: Rc<RefCell<Array2<f32>>>,
    #[init(parameter)]
    head: Rc<RefCell<Array2<f32>>>,
    #[init(zeros)]
    bias: [f32; 1],
}

/// A shared tensor is stored under its first path, by whichever it was named.
#[test]
fn a_shared_tensor_counts_under_each_of_its_paths() {
    let folder = Folder::new("only-tied");
    let path = folder.file("m.safetensors");
    let embedding = Rc::new(RefCell::new(Array2::ones((2, 2))));
    let model = Tied {
        head: Rc::clone(&embedding),
        embedding,
        bias: [1.0],
    };
    Save::new().only("head").run(&model, &path).unwrap();
    assert_eq!(read(&path).into_keys().collect::<Vec<_>>(), ["embedding"]);
    assert_eq!(
        metadata(&path)["init_core.ties"],
        "{\"head\":\"embedding\"}"
    );
    Save::new().except("head").run(&model, &path).unwrap();
    assert_eq!(read(&path).into_keys().collect::<Vec<_>>(), ["bias"]);
    assert!(!metadata(&path).contains_key("init_core.ties"));
}
