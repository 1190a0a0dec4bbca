//! Tensors and modules that several paths share.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::{Arc, RwLock};

use init_core::safetensors::{Load, load, save};
use init_core::{ErrorKind, Initialize, Report, Reset};

use crate::{Folder, Linear, Raw, fill, metadata, read, write};

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

#[test]
fn what_is_shared_stands_once_with_its_other_names_in_the_metadata() {
    let folder = Folder::new("once");
    let path = folder.file("m.safetensors");
    save(&tied([1.0, 2.0]), &path).unwrap();
    let names: Vec<_> = read(&path).into_keys().collect();
    assert_eq!(names, ["block.bias", "block.weight", "wte"]);
    let ties = r#"{"again.bias":"block.bias","again.weight":"block.weight","head":"wte"}"#;
    let expected = [("format", "pt"), ("init_core.ties", ties)];
    let expected = expected.map(|(key, value)| (key.into(), value.into()));
    assert_eq!(metadata(&path), expected.into());

    let mut model = tied([0.0; 2]);
    let loaded = load(&mut model, &path).unwrap();
    assert_eq!(loaded.names(), ["wte", "block.weight", "block.bias"]);
    assert!(loaded.missing().is_empty() && loaded.surplus().is_empty());
    assert_eq!(*model.head.borrow(), [1.0, 2.0]);

    // A model that does not share them has both from the one.
    let mut model = Untied {
        wte: [0.0; 2],
        head: [0.0; 2],
    };
    let loaded = load(&mut model, &path).unwrap();
    assert_eq!(loaded.names(), ["wte", "head"]);
    assert_eq!((model.wte, model.head), ([1.0, 2.0], [1.0, 2.0]));
}

#[test]
fn what_is_shared_is_found_under_any_name() {
    let folder = Folder::new("any");
    let path = folder.file("m.safetensors");
    write(&path, &[("head", Raw::f32(&[2], &[3.0, 4.0]))], &[]);
    let mut model = tied([0.0; 2]);
    let loaded = load(&mut model, &path).unwrap();
    assert_eq!(loaded.names(), ["wte"]);
    assert_eq!(loaded.missing(), ["block.weight", "block.bias"]);
    assert!(loaded.surplus().is_empty());
    assert_eq!(*model.wte.borrow(), [3.0, 4.0]);
}

/// Every file of PyTorch says `format: "pt"`.
#[test]
fn other_metadata_ties_nothing() {
    #[derive(Initialize)]
    struct Net {
        #[init(normal)]
        format: [f32; 2],
        #[init(normal)]
        pt: [f32; 2],
    }
    let folder = Folder::new("metadata");
    let path = folder.file("m.safetensors");
    let metadata = [("format", "pt"), ("head", "pt")];
    write(&path, &[("pt", Raw::f32(&[2], &[1.0, 2.0]))], &metadata);
    let mut net = Net {
        format: [8.0; 2],
        pt: [0.0; 2],
    };
    let loaded = load(&mut net, &path).unwrap();
    assert_eq!(loaded.missing(), ["format"]);
    assert_eq!((net.format, net.pt), ([8.0; 2], [1.0, 2.0]));
    let error = Load::new().strict().run(&mut net, &path).unwrap_err();
    assert!(error.has(ErrorKind::Missing));
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
    assert!(load(&mut model, &path).unwrap().surplus().is_empty());
    assert_eq!(*model.wte.borrow(), [1.0, 2.0]);

    write(&path, &both(5.0), &[]);
    let error = load(&mut model, &path).unwrap_err();
    assert!(error.has(ErrorKind::Conflict));
    assert_eq!(
        error.to_string(),
        "`wte`: one tensor is shared here, but `wte` and `head` in `m.safetensors` differ
  help: to take `wte`, leave the other out: `Load::new().ignore(\"head\")`
  note: `ignore(\"wte\")` takes `head`; for both give the model two tensors
note: nothing was written"
    );
    assert_eq!(*model.wte.borrow(), [1.0, 2.0]);
    for (ignored, expected) in [("wte", [1.0, 5.0]), ("head", [1.0, 2.0])] {
        let load = Load::new().ignore(ignored);
        fill(&load, &mut model, &path);
        assert_eq!(*model.wte.borrow(), expected);
    }
}

#[test]
fn a_borrow_elsewhere_keeps_everything_from_being_written() {
    let folder = Folder::new("borrowed");
    let path = folder.file("m.safetensors");
    save(&tied([1.0, 2.0]), &path).unwrap();
    let mut model = tied([0.0; 2]);
    let block = Rc::clone(&model.block);
    let held = block.borrow();
    let error = load(&mut model, &path).unwrap_err();
    assert!(error.has(ErrorKind::Busy));
    assert_eq!(*model.wte.borrow(), [0.0; 2]);
    drop(held);
}

/// To save and to measure is to read, which others may do too; to plan is to ask for what writing
/// will need.
#[test]
fn readers_do_not_keep_readers_out() {
    #[derive(Initialize)]
    struct Net {
        #[init(normal)]
        cell: Rc<RefCell<[f32; 2]>>,
        #[init(normal)]
        lock: Arc<RwLock<[f32; 2]>>,
        module: Arc<RwLock<Linear>>,
        alone: RefCell<Linear>,
    }
    let folder = Folder::new("readers");
    let path = folder.file("m.safetensors");
    let mut net = Net {
        cell: Rc::new(RefCell::new([0.0; 2])),
        lock: Arc::new(RwLock::new([0.0; 2])),
        module: Arc::new(RwLock::new(Linear::zero())),
        alone: RefCell::new(Linear::zero()),
    };
    let plan = Reset::seed(1).run(&mut net).unwrap();
    {
        let (_cell, _alone) = (net.cell.borrow(), net.alone.borrow());
        let (_lock, _module) = (net.lock.read().unwrap(), net.module.read().unwrap());
        assert_eq!(save(&net, &path).unwrap().bytes(), 80);
        assert_eq!(Report::measure(&plan, &net).unwrap().entries().len(), 6);
        assert!(init_core::reset::unset(&net).unwrap().is_empty());
        let error = net.plan().unwrap_err();
        assert_eq!(error.problems().len(), 4, "{error}");
    }
    {
        let (_cell, _alone) = (net.cell.borrow_mut(), net.alone.borrow_mut());
        let (_lock, _module) = (net.lock.write().unwrap(), net.module.write().unwrap());
        for error in [
            save(&net, &path).unwrap_err(),
            Report::measure(&plan, &net).unwrap_err(),
        ] {
            assert!(error.has(ErrorKind::Busy), "{error}");
        }
    }
    let (shared, error) = (Arc::clone(&net.module), Load::new());
    let _held = shared.read().unwrap();
    assert!(error.run(&mut net, &path).unwrap_err().has(ErrorKind::Busy));
}
