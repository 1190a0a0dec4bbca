//! Buffers that no file has.

use init_core::safetensors::{Load, Save, save};
use init_core::{ErrorKind, Initialize, Reset};

use crate::{Folder, Raw, read, write};

#[derive(Debug, Clone, PartialEq, Initialize)]
struct Attention {
    #[init(normal)]
    weight: [f32; 4],
    #[init(with = |index, _| index[0] as f64, transient)]
    position_ids: [i64; 4],
    #[init(ones, transient)]
    scale: [f32; 2],
}

fn attention() -> Attention {
    Attention {
        weight: [1.0; 4],
        position_ids: [7; 4],
        scale: [7.0; 2],
    }
}

#[test]
fn they_are_initialized_and_never_saved() {
    let folder = Folder::new("transient");
    let path = folder.file("m.safetensors");
    let mut model = attention();
    let plan = Reset::seed(1).run(&mut model).unwrap();
    assert_eq!((model.position_ids, model.scale), ([0, 1, 2, 3], [1.0; 2]));
    assert_eq!((plan.parameter_count(), plan.buffer_count()), (1, 2));
    let saved = save(&model, &path).unwrap();
    assert_eq!(saved.bytes(), 16);
    assert_eq!(read(&path).into_keys().collect::<Vec<_>>(), ["weight"]);
}

#[test]
fn a_strict_load_misses_none_of_them() {
    let folder = Folder::new("transient-strict");
    let path = folder.file("m.safetensors");
    save(&attention(), &path).unwrap();
    let mut again = Attention {
        weight: [0.0; 4],
        ..attention()
    };
    let loaded = Load::new().strict().run(&mut again, &path).unwrap();
    assert_eq!(loaded.names(), ["weight"]);
    assert!(loaded.missing().is_empty() && loaded.surplus().is_empty());
    assert_eq!(again, attention());
    // A reset of what was not loaded gives them their values.
    Reset::seed(1)
        .loaded(loaded.names())
        .run(&mut again)
        .unwrap();
    assert_eq!((again.weight, again.scale), ([1.0; 4], [1.0; 2]));
}

/// Older checkpoints have what was a buffer then.
#[test]
fn a_file_that_has_one_has_nothing_surplus() {
    let folder = Folder::new("transient-surplus");
    let path = folder.file("m.safetensors");
    let tensors = [
        ("m.weight", Raw::f32(&[4], &[2.0; 4])),
        // Neither its shape nor its type matters.
        ("m.position_ids", Raw::f32(&[1], &[9.0])),
    ];
    write(&path, &tensors, &[]);
    let mut model = attention();
    let load = Load::new().prefix("m.").strict();
    let loaded = load.run(&mut model, &path).unwrap();
    assert!(loaded.surplus().is_empty());
    let expected = Attention {
        weight: [2.0; 4],
        ..attention()
    };
    assert_eq!(model, expected);
}

#[test]
fn no_selection_is_for_them() {
    let folder = Folder::new("transient-only");
    let path = folder.file("m.safetensors");
    let error = Save::new().only("scale").run(&attention(), &path);
    assert!(error.unwrap_err().has(ErrorKind::Selection));
    save(&attention(), &path).unwrap();
    let error = Load::new().only("scale").run(&mut attention(), &path);
    assert!(error.unwrap_err().has(ErrorKind::Selection));
}
