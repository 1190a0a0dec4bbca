//! Tensors and modules that several paths hold.

use std::cell::RefCell;
use std::rc::Rc;

use init_core::safetensors::{load, save};
use init_core::{ErrorKind, Initialize};

use crate::{Folder, Linear, Raw, metadata, read, write};

#[derive(Initialize)]
struct Tied {
    #[init(normal)]
    wte: Rc<RefCell<[f32; 2]>>,
    #[init(normal)]
    head: Rc<RefCell<[f32; 2]>>,
    block: Rc<RefCell<Linear>>,
    again: Rc<RefCell<Linear>>,
}

fn tied(values: [f32; 2]) -> Tied {
    let wte = Rc::new(RefCell::new(values));
    let block = Rc::new(RefCell::new(Linear::from(1.0)));
    Tied {
        head: Rc::clone(&wte),
        wte,
        again: Rc::clone(&block),
        block,
    }
}

#[derive(Initialize)]
struct Untied {
    #[init(normal)]
    wte: [f32; 2],
    #[init(normal)]
    head: [f32; 2],
}

/// As `_remove_duplicate_names` and `save_model` of Python's safetensors note them.
#[test]
fn what_is_shared_stands_once_with_its_other_names_in_the_metadata() {
    let folder = Folder::new("once");
    let path = folder.file("m.safetensors");
    save(&tied([1.0, 2.0]), &path).unwrap();
    let names: Vec<_> = read(&path).into_keys().collect();
    assert_eq!(names, ["block.bias", "block.weight", "wte"]);
    let expected = [
        ("again.bias", "block.bias"),
        ("again.weight", "block.weight"),
        ("format", "pt"),
        ("head", "wte"),
    ];
    let expected = expected.map(|(key, value)| (key.into(), value.into()));
    assert_eq!(metadata(&path), expected.into());

    let mut model = tied([0.0; 2]);
    let loaded = load(&path, &mut model).unwrap();
    assert_eq!(loaded.names(), ["wte", "block.weight", "block.bias"]);
    assert!(loaded.missing().is_empty() && loaded.surplus().is_empty());
    assert_eq!(*model.head.borrow(), [1.0, 2.0]);

    // A model that does not share them has both from the one.
    let mut model = Untied {
        wte: [0.0; 2],
        head: [0.0; 2],
    };
    let loaded = load(&path, &mut model).unwrap();
    assert_eq!(loaded.names(), ["wte", "head"]);
    assert_eq!((model.wte, model.head), ([1.0, 2.0], [1.0, 2.0]));
}

#[test]
fn what_is_shared_is_found_under_any_name() {
    let folder = Folder::new("any");
    let path = folder.file("m.safetensors");
    write(&path, &[("head", Raw::f32(&[2], &[3.0, 4.0]))], &[]);
    let mut model = tied([0.0; 2]);
    let loaded = load(&path, &mut model).unwrap();
    assert_eq!(loaded.names(), ["wte"]);
    assert_eq!(loaded.missing(), ["block.weight", "block.bias"]);
    assert!(loaded.surplus().is_empty());
    assert_eq!(*model.wte.borrow(), [3.0, 4.0]);
}

#[test]
fn two_names_of_one_tensor_must_agree() {
    let folder = Folder::new("agree");
    let path = folder.file("m.safetensors");
    let both = |head| {
        [
            ("head", Raw::f32(&[2], &[1.0, head])),
            ("wte", Raw::f32(&[2], &[1.0, 2.0])),
        ]
    };
    let mut model = tied([0.0; 2]);
    write(&path, &both(2.0), &[]);
    assert!(load(&path, &mut model).unwrap().surplus().is_empty());
    assert_eq!(*model.wte.borrow(), [1.0, 2.0]);

    write(&path, &both(5.0), &[]);
    let error = load(&path, &mut model).unwrap_err();
    assert!(error.has(ErrorKind::Conflict));
    assert_eq!(
        error.to_string(),
        "`wte`: one tensor is shared here, but `wte` and `head` in `m.safetensors` differ
  help: give the model two tensors, or leave one of them out of the file
note: nothing was written"
    );
}

#[test]
fn a_borrow_elsewhere_keeps_everything_from_being_written() {
    let folder = Folder::new("borrowed");
    let path = folder.file("m.safetensors");
    save(&tied([1.0, 2.0]), &path).unwrap();
    let mut model = tied([0.0; 2]);
    let block = Rc::clone(&model.block);
    let held = block.borrow();
    let error = load(&path, &mut model).unwrap_err();
    assert!(error.has(ErrorKind::Busy));
    assert_eq!(*model.wte.borrow(), [0.0; 2]);
    drop(held);
}
