//! Processes with other tensors than each other, and those that fail.

use std::fs;

use init_core::model::Sharded;
use init_core::parameter::Meta;
use init_core::safetensors::Save;
use init_core::tensor::{DType, Shard};
use init_core::{ErrorKind, Initialize, Reset};

use super::{Block, Model, meta, model};
use crate::Folder;

/// Each process has some layers, and one of them what stands around them.
#[test]
fn layers_on_several_processes_are_the_file_of_one() {
    #[derive(Initialize)]
    struct Stage {
        #[init(normal, std = 0.02, shape = (53, 12), padding_index = 1)]
        table: Option<Meta>,
        blocks: Vec<Option<Block<Meta>>>,
        #[init(orthogonal, layout = "io", shape = (12, 20))]
        head: Option<Meta>,
    }
    let folder = Folder::new("joint-pipeline");
    let (one, joint) = (
        folder.file("one.safetensors"),
        folder.file("joint.safetensors"),
    );
    let reset = Reset::seed(7);
    let save = Save::new().reset(&reset);
    save.run(&meta(), &one).unwrap();
    for stage in 0..2 {
        let tensor = |shape: &[usize]| Meta::new(DType::F32, shape);
        let table = |shape: &[usize]| Meta::new(DType::Bf16, shape);
        let Model {
            table,
            blocks,
            head,
        } = model(|block| block / 2 == stage, tensor, table);
        let stage = Stage {
            table: (stage == 0).then_some(table),
            blocks,
            head: (stage == 1).then_some(head),
        };
        save.jointly(&meta(), &joint)
            .unwrap()
            .write(&stage)
            .unwrap();
    }
    save.jointly(&meta(), &joint).unwrap().finish().unwrap();
    assert!(fs::read(one).unwrap() == fs::read(joint).unwrap());
}

/// What a process left that died is no model, and the next save writes all of it again.
#[test]
fn a_process_that_dies_leaves_nothing_that_looks_whole() {
    let folder = Folder::new("joint-dies");
    let path = folder.file("m.safetensors");
    fs::write(&path, b"old").unwrap();
    let reset = Reset::seed(7);
    let save = Save::new().reset(&reset);
    let joint = || save.jointly(&meta(), &path).unwrap();
    let error = joint().finish().unwrap_err();
    assert!(error.has(ErrorKind::File), "{error}");
    // One of two writes, and another of the same name has left half a file.
    joint()
        .write(&Sharded::new(meta(), |_, _| Shard::rows(0, 2)))
        .unwrap();
    let partial = folder
        .names()
        .into_iter()
        .find(|name| name.ends_with(".partial"));
    let partial = folder.file(&partial.unwrap());
    let half = fs::read(&partial).unwrap();
    fs::write(&partial, &half[..half.len() / 2]).unwrap();
    let error = joint().finish().unwrap_err();
    assert!(
        error.to_string().contains("not every process has written"),
        "{error}"
    );
    assert_eq!(fs::read(&path).unwrap(), b"old");
    for index in 0..2 {
        joint()
            .write(&Sharded::new(meta(), |_, _| Shard::rows(index, 2)))
            .unwrap();
    }
    joint().finish().unwrap();
    let one = folder.file("one.safetensors");
    save.run(&meta(), &one).unwrap();
    assert!(fs::read(one).unwrap() == fs::read(path).unwrap());
    assert_eq!(folder.names(), ["m.safetensors", "one.safetensors"]);
}

#[test]
fn processes_with_other_models_are_refused() {
    #[derive(Initialize)]
    struct Linear {
        #[init(normal, std = self.std, shape = self.shape)]
        weight: Meta,
        #[init(normal)]
        more: Option<Meta>,
        #[init(skip)]
        std: f64,
        #[init(skip)]
        shape: [usize; 2],
    }
    let linear = |std, shape: [usize; 2]| Linear {
        weight: Meta::new(DType::F32, shape),
        more: None,
        std,
        shape,
    };
    let folder = Folder::new("joint-other");
    let path = folder.file("m.safetensors");
    let reset = Reset::seed(7);
    let save = Save::new().reset(&reset);
    let joint = save.jointly(&linear(0.5, [6, 4]), &path).unwrap();
    let refused = |own: &Linear| joint.write(own).unwrap_err();
    let error = refused(&linear(0.25, [6, 4]));
    assert!(error.has(ErrorKind::Changed), "{error}");
    let text = "`weight`: it is planned as `normal, std = 0.25` here, and as `normal, std = 0.5` in the whole model\n";
    assert!(error.to_string().starts_with(text), "{error}");
    assert!(refused(&linear(0.5, [6, 3])).has(ErrorKind::Shape));
    let mut more = linear(0.5, [6, 4]);
    more.more = Some(Meta::new(DType::F32, 2));
    let error = refused(&more);
    assert!(
        error.has(ErrorKind::Missing) && error.to_string().starts_with("`more`: "),
        "{error}"
    );
    more = linear(0.5, [6, 4]);
    more.weight = Meta::new(DType::F16, [6, 4]);
    assert!(refused(&more).has(ErrorKind::DType));
    // Other keys and other plans have other digests.
    let digest = |seed, std| {
        let reset = Reset::seed(seed);
        let save = Save::new().reset(&reset);
        save.jointly(&linear(std, [6, 4]), &path).unwrap().digest()
    };
    assert_eq!(digest(7, 0.5), joint.digest());
    assert!(digest(8, 0.5) != joint.digest() && digest(7, 0.25) != joint.digest());
    let error = Save::new()
        .jointly(&linear(0.5, [6, 4]), &path)
        .unwrap_err();
    assert!(error.has(ErrorKind::Component), "{error}");
    assert!(folder.names().is_empty());
}
