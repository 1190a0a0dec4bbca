//! The contents of saved files.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fs;

use half::{bf16, f16};
use init_core::error::Problem;
use init_core::safetensors::{Save, load, save};
use init_core::tensor::DType;
use init_core::values::Values;
use init_core::{ErrorKind, Initialize, Parameter};
use ndarray::{Array2, ShapeBuilder};
use safetensors::Dtype;

use crate::{Folder, Linear, Raw, metadata, read, undigested};

#[derive(Initialize)]
struct Every {
    #[init(zeros)]
    half: [f16; 2],
    #[init(zeros)]
    brain: [[bf16; 2]; 1],
    #[init(zeros)]
    single: f32,
    #[init(zeros)]
    double: [f64; 3],
    #[init(zeros, buffer)]
    running: [f32; 1],
    #[init(normal, shape = (2, 0, 3))]
    empty: Vec<f32>,
    #[init(kaiming_normal, layout = "io")]
    transposed: Array2<f32>,
    #[init(skip)]
    _steps: usize,
    layers: Vec<Linear>,
    heads: BTreeMap<String, Linear>,
    #[init(ones)]
    gone: Option<[f32; 2]>,
    #[init(ones)]
    list: Vec<Array2<f64>>,
}

fn every() -> Every {
    Every {
        half: [f16::from_bits(1), f16::NEG_INFINITY],
        brain: [[bf16::from_bits(0x8001), bf16::MAX]],
        single: f32::from_bits(3),
        double: [-0.0, 0.1, f64::MIN_POSITIVE / 8.0],
        running: [7.0],
        empty: Vec::new(),
        transposed: Array2::from_shape_vec((2, 3).f(), vec![1.0, 4.0, 2.0, 5.0, 3.0, 6.0]).unwrap(),
        _steps: 9,
        layers: vec![Linear::from(0.0), Linear::from(10.0)],
        heads: [("a".into(), Linear::from(20.0))].into(),
        gone: None,
        list: vec![Array2::from_elem((1, 2), 2.5)],
    }
}

fn raw<const N: usize>(
    dtype: Dtype,
    shape: &[usize],
    numbers: impl IntoIterator<Item = [u8; N]>,
) -> Raw {
    Raw {
        dtype,
        shape: shape.to_vec(),
        bytes: numbers.into_iter().flatten().collect(),
    }
}

/// What the library should find, written by hand.
fn expected() -> Vec<(String, Raw)> {
    let mut tensors = vec![
        ("half".into(), raw(Dtype::F16, &[2], [[1, 0], [0x00, 0xfc]])),
        (
            "brain".into(),
            raw(Dtype::BF16, &[1, 2], [[0x01, 0x80], [0x7f, 0x7f]]),
        ),
        ("single".into(), raw(Dtype::F32, &[], [[3, 0, 0, 0]])),
        (
            "double".into(),
            raw(
                Dtype::F64,
                &[3],
                [1 << 63, 0x3fb9_9999_9999_999a, 1_u64 << 49].map(u64::to_le_bytes),
            ),
        ),
        ("running".into(), Raw::f32(&[1], &[7.0])),
        ("empty".into(), Raw::f32(&[2, 0, 3], &[])),
        (
            "transposed".into(),
            Raw::f32(&[2, 3], &[1.0, 2.0, 3.0, 4.0, 5.0, 6.0]),
        ),
        (
            "list.0".into(),
            raw(Dtype::F64, &[1, 2], [2.5_f64.to_le_bytes(); 2]),
        ),
    ];
    for (name, first) in [("layers.0", 0.0), ("layers.1", 10.0), ("heads.a", 20.0)] {
        let values: Vec<f32> = (0..8_u8).map(|k| first + f32::from(k)).collect();
        tensors.push((format!("{name}.weight"), Raw::f32(&[2, 3], &values[..6])));
        tensors.push((format!("{name}.bias"), Raw::f32(&[2], &values[6..])));
    }
    tensors
}

#[test]
fn every_tensor_stands_as_it_is() {
    let folder = Folder::new("every");
    let path = folder.file("model.safetensors");
    let saved = save(&every(), &path).unwrap();
    assert_eq!(read(&path), expected().into_iter().collect());
    assert_eq!(metadata(&path), [("format".into(), "pt".into())].into());
    assert_eq!(saved.files(), [path]);
    assert_eq!((saved.index(), saved.bytes()), (None, 176));
    assert_eq!(folder.names(), ["model.safetensors"]);
}

#[test]
fn a_file_is_byte_for_byte_what_the_library_writes() {
    let folder = Folder::new("bytes");
    let path = folder.file("model.safetensors");
    save(&every(), &path).unwrap();
    let expected = expected();
    let tensors = expected.iter().map(|(name, raw)| (name.as_str(), raw));
    let metadata = [("format".into(), "pt".into())].into_iter().collect();
    let written = safetensors::serialize(tensors, Some(metadata)).unwrap();
    assert!(fs::read(&path).unwrap() == written);
}

#[test]
fn several_files_have_an_index() {
    let folder = Folder::new("shards");
    let path = folder.file("model.safetensors");
    // layers.0 has 24 + 8 bytes, layers.1 too, heads.a too.
    let model: Vec<Linear> = [0.0, 10.0, 20.0].map(Linear::from).into();
    let saved = Save::new().max_shard_bytes(56).run(&model, &path).unwrap();
    let [first, second] = saved.files() else {
        panic!("{saved:?}");
    };
    assert_eq!(undigested(first), "model-DIGEST-00001-of-00002.safetensors");
    assert_eq!(
        undigested(second),
        "model-DIGEST-00002-of-00002.safetensors"
    );
    let index = saved.index().unwrap();
    assert_eq!(index, folder.file("model.safetensors.index.json"));
    assert_eq!(folder.names().len(), 3);
    let names = |file| -> Vec<String> { read(file).into_keys().collect() };
    assert_eq!(names(first), ["0.bias", "0.weight", "1.weight"]);
    assert_eq!(names(second), ["1.bias", "2.bias", "2.weight"]);
    let [first, second] = [first, second].map(|file| file.file_name().unwrap().to_str().unwrap());
    let index: serde_json::Value = serde_json::from_slice(&fs::read(index).unwrap()).unwrap();
    assert_eq!(
        index,
        serde_json::json!({
            "metadata": { "total_size": 96 },
            "weight_map": {
                "0.weight": first,
                "0.bias": first,
                "1.weight": first,
                "1.bias": second,
                "2.weight": second,
                "2.bias": second,
            }
        })
    );
}

/// What the names of files depend on: their content, whoever saves it, and nothing else.
#[test]
fn the_same_content_has_the_same_name() {
    let (folder, other) = (Folder::new("same-name"), Folder::new("other-name"));
    let several = Save::new().max_shard_bytes(24);
    let save = |folder: &Folder, first: f32| {
        let model = [Linear::from(first), Linear::from(7.0)];
        several.run(&model, folder.file("m.safetensors")).unwrap();
        folder.names()
    };
    let names = save(&folder, 1.0);
    assert_eq!(names.len(), 5);
    assert_eq!(save(&folder, 1.0), names);
    assert_eq!(save(&other, 1.0), names);
    let changed = save(&folder, 1.5);
    let kept = changed.iter().filter(|name| names.contains(name));
    // The two files of the second layer, and the index.
    assert_eq!(kept.count(), 3);
}

#[test]
fn a_token_stands_in_place_of_the_digest() {
    let folder = Folder::new("token");
    let path = folder.file("m.safetensors");
    let save = |token: &str, first| {
        let save = Save::new().max_shard_bytes(24).token(token);
        save.run(&Linear::from(first), &path)
    };
    let names = |token: &str| {
        [
            format!("m-{token}-00001-of-00002.safetensors"),
            format!("m-{token}-00002-of-00002.safetensors"),
            "m.safetensors.index.json".into(),
        ]
    };
    save("step-7", 0.0).unwrap();
    assert_eq!(folder.names(), names("step-7"));
    save("step-7", 0.0).unwrap();
    save("step-8", 1.0).unwrap();
    assert_eq!(folder.names(), names("step-8"));
    // The files of another model are not written over.
    let error = save("step-8", 2.0).unwrap_err();
    let first = folder.file(&names("step-8")[0]);
    assert_eq!(
        error.to_string(),
        format!(
            "`{}`: cannot be written: it is there already, with another content
  help: remove it, or save with another `token`
note: nothing was written",
            first.display()
        )
    );
    assert_eq!(folder.names(), names("step-8"));
    let mut model = Linear::zero();
    assert_eq!(load(&mut model, &path).unwrap().names().len(), 2);
    assert_eq!(model, Linear::from(1.0));
    for token in ["", "a/b", "ü"] {
        let error = save(token, 0.0).unwrap_err();
        assert!(error.has(ErrorKind::Component), "{error}");
    }
}

#[test]
fn a_tensor_larger_than_a_file_may_be_has_its_own() {
    let folder = Folder::new("own");
    let path = folder.file("odd.name");
    let save = Save::new().max_shard_bytes(0);
    let saved = save.run(&Linear::from(0.0), &path).unwrap();
    let names: Vec<String> = saved.files().iter().map(|file| undigested(file)).collect();
    assert_eq!(
        names,
        [
            "odd.name-DIGEST-00001-of-00002.safetensors",
            "odd.name-DIGEST-00002-of-00002.safetensors",
        ]
    );
    assert_eq!(saved.index().unwrap(), folder.file("odd.name.index.json"));
}

#[test]
fn what_an_earlier_save_left_is_not_taken_for_the_model() {
    let folder = Folder::new("earlier");
    let path = folder.file("m.safetensors");
    let model = Linear::from(0.0);
    let several = Save::new().max_shard_bytes(24);
    save(&model, &path).unwrap();
    several.run(&model, &path).unwrap();
    assert!(!path.exists());
    save(&model, &path).unwrap();
    assert_eq!(folder.names(), ["m.safetensors"]);
}

#[test]
fn names_and_metadata_are_the_callers() {
    let folder = Folder::new("names");
    let path = folder.file("m.safetensors");
    let save = Save::new().prefix("model.").metadata("step", "7");
    save.metadata("format", "np")
        .run(&Linear::from(0.0), &path)
        .unwrap();
    let names: Vec<_> = read(&path).into_keys().collect();
    assert_eq!(names, ["model.bias", "model.weight"]);
    assert_eq!(
        metadata(&path),
        [("format".into(), "np".into()), ("step".into(), "7".into())].into()
    );
}

#[test]
fn a_model_without_parameters_is_an_empty_file() {
    let folder = Folder::new("nothing");
    let path = folder.file("m.safetensors");
    assert_eq!(save(&Vec::<Linear>::new(), &path).unwrap().bytes(), 0);
    assert!(read(&path).is_empty());
}

#[test]
fn two_tensors_of_one_name_are_refused() {
    let folder = Folder::new("one-name");
    let path = folder.file("m.safetensors");
    let error = Save::new()
        .rename(|_| "tensor".into())
        .run(&Linear::from(0.0), &path)
        .unwrap_err();
    assert!(error.has(ErrorKind::DuplicatePath));
    assert_eq!(
        error.to_string(),
        "`bias`: another tensor is stored as `tensor` too
  help: make `rename` give each path a name of its own
note: nothing was written"
    );
    let error = Save::new()
        .rename(|path| path.replace("bias", "__metadata__"))
        .run(&Linear::from(0.0), &path)
        .unwrap_err();
    assert!(error.has(ErrorKind::Component));
    let save = Save::new().metadata("init_core.ties", "{}");
    let error = save.run(&Linear::from(0.0), &path).unwrap_err();
    assert!(error.has(ErrorKind::Component));
    assert!(folder.names().is_empty());
}

#[test]
fn where_nothing_can_be_written_nothing_is_left() {
    let folder = Folder::new("unwritable");
    let path = folder.file("nowhere/m.safetensors");
    let error = save(&Linear::from(0.0), &path).unwrap_err();
    assert!(error.has(ErrorKind::File));
    let text = error.to_string();
    assert!(text.starts_with(&format!("`{}`: cannot be written: ", path.display())));
    assert!(text.ends_with("\nnote: nothing was written"), "{text}");
}

/// Storage that is shorter than its shape is found while the file is being written.
#[test]
fn a_tensor_of_another_length_leaves_the_old_file() {
    #[derive(Initialize)]
    struct Short {
        #[init(zeros, shape = 3)]
        values: Vec<f32>,
    }
    let folder = Folder::new("short");
    let path = folder.file("m.safetensors");
    fs::write(&path, "old").unwrap();
    for length in [2, 4] {
        let model = Short {
            values: vec![0.0; length],
        };
        assert_eq!(
            save(&model, &path).unwrap_err().to_string(),
            format!(
                "`values`: the tensor's shape has 3 values, but it gave {length} to read
note: nothing was written"
            )
        );
    }
    assert_eq!(folder.names(), ["m.safetensors"]);
    assert_eq!(fs::read(&path).unwrap(), b"old");
}

#[test]
fn a_type_that_is_not_stored_is_told_which_are() {
    struct Quarter;
    impl Parameter for Quarter {
        fn shape(&self) -> Cow<'_, [usize]> {
            Cow::Borrowed(&[2])
        }
        fn dtype(&self) -> DType {
            DType::Other("i4")
        }
        fn write(&mut self, _: &Values<'_>) -> Result<(), Problem> {
            unreachable!("it is saved alone")
        }
        fn read(&self, _: &mut dyn FnMut(&[f64])) -> Result<(), Problem> {
            unreachable!("it is refused")
        }
    }
    #[derive(Initialize)]
    struct Net {
        #[init(zeros)]
        quarter: Quarter,
    }
    let folder = Folder::new("not-stored");
    let error = save(&Net { quarter: Quarter }, folder.file("m.safetensors")).unwrap_err();
    assert_eq!(
        error.to_string(),
        "`quarter`: elements of type `i4` cannot be saved
  note: the types are f32, f64, f16, bf16, f8e4m3, f8e5m2, i8, i16, i32, i64, u8, u16, u32, u64 and bool
note: nothing was written"
    );
    assert!(folder.names().is_empty());
}
