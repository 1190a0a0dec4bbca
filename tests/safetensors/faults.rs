//! Faulty files.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
#[cfg(unix)]
use std::process::Command;

use init_core::safetensors::{Load, load, save};
use init_core::{Error, ErrorKind, Initialize};

use crate::{Folder, Linear, Raw, write};

fn refused(path: &Path) -> Error {
    let mut model = Linear::zero();
    let error = load(&mut model, path).unwrap_err();
    assert_eq!(model, Linear::zero());
    assert!(error.to_string().ends_with("note: nothing was written"));
    error
}

/// The message without the path of the folder.
fn message(path: &Path) -> String {
    let error = refused(path);
    assert!(error.has(ErrorKind::File), "{error}");
    let name = format!("`{}`: ", path.display());
    let message = error.problems()[0].message();
    message
        .strip_prefix(&name)
        .unwrap_or_else(|| panic!("{message}"))
        .into()
}

/// Every prefix of a file, and the file with one byte more.
#[test]
fn a_file_of_another_length_is_refused() {
    let folder = Folder::new("truncated");
    let path = folder.file("m.safetensors");
    save(&Linear::from(0.0), &path).unwrap();
    let whole = fs::read(&path).unwrap();
    for length in 0..whole.len() {
        fs::write(&path, &whole[..length]).unwrap();
        let text = message(&path);
        assert!(
            text.starts_with(&format!(
                "is not a whole safetensors file: it has {length} bytes"
            )),
            "{text}"
        );
    }
    let length = whole.len();
    fs::write(&path, [whole, vec![0]].concat()).unwrap();
    assert_eq!(
        message(&path),
        format!(
            "is not a whole safetensors file: it has {} bytes, and its header describes {length}",
            length + 1
        )
    );
}

#[test]
fn headers_that_are_wrong_are_refused() {
    let folder = Folder::new("headers");
    let path = folder.file("m.safetensors");
    let tensor = |info: &str| format!("{{\"weight\":{{{info}}}}}");
    let good = r#""dtype":"F32","shape":[2,3],"data_offsets":[0,24]"#;
    for (header, says) in [
        ("not json".into(), "expected"),
        ("[]".into(), "invalid type"),
        (tensor(&good.replace("F32", "F33")), "unknown variant `F33`"),
        (tensor(&good.replace("[2,3]", "[2,-3]")), "invalid value"),
        (
            tensor(&good.replace("[2,3]", "[2,4]")),
            "invalid shape, data type, or offset",
        ),
        (tensor(&good.replace("[0,24]", "[24,0]")), "invalid offset"),
        (tensor(&good.replace("[0,24]", "[8,32]")), "invalid offset"),
        (
            tensor(&good.replace("[2,3]", "[18446744073709551615,2]")),
            "overflow",
        ),
        (tensor(r#""dtype":"F32""#), "missing field"),
    ] {
        let mut bytes = (header.len() as u64).to_le_bytes().to_vec();
        bytes.extend(header.as_bytes());
        bytes.extend([0; 24]);
        fs::write(&path, bytes).unwrap();
        let text = message(&path);
        assert!(
            text.starts_with("is not a whole safetensors file: ") && text.contains(says),
            "{header}: {text}"
        );
    }
    let mut bytes = u64::MAX.to_le_bytes().to_vec();
    bytes.extend([0; 24]);
    fs::write(&path, bytes).unwrap();
    assert_eq!(
        message(&path),
        "is not a whole safetensors file: it has 32 bytes, but declares a header of 18446744073709551615"
    );
}

/// Sample of 1,000 files with one byte changed, all bytes of the header among them: each is
/// loaded or refused.
#[test]
fn a_changed_byte_never_panics() {
    let folder = Folder::new("bytes-changed");
    let path = folder.file("m.safetensors");
    save(&Linear::from(0.0), &path).unwrap();
    let whole = fs::read(&path).unwrap();
    let mut refused = 0;
    for round in 0..1000_usize {
        let mut bytes = whole.clone();
        let place = round % bytes.len();
        bytes[place] = bytes[place].wrapping_add((round / bytes.len() * 37 + 1) as u8);
        fs::write(&path, bytes).unwrap();
        refused += usize::from(load(&mut Linear::zero(), &path).is_err());
    }
    assert!(refused > 250, "{refused}");
}

#[test]
fn a_shape_that_is_not_the_tensors_is_refused() {
    let folder = Folder::new("shape");
    let path = folder.file("m.safetensors");
    write(
        &path,
        &[
            ("bias", Raw::f32(&[2], &[1.0; 2])),
            ("weight", Raw::f32(&[3, 2], &[1.0; 6])),
        ],
        &[],
    );
    let error = refused(&path);
    assert!(error.has(ErrorKind::Shape));
    assert_eq!(
        error.to_string(),
        "`weight`: the tensor has shape [2, 3], but `weight` in `m.safetensors` has [3, 2]
  help: give the order of its axes in the file: `Load::new().layout(\"weight\", \"io\")`
  note: the file has it transposed: PyTorch stores a linear weight as outputs by inputs, JAX and Keras as inputs by outputs
note: nothing was written"
    );
}

#[test]
fn an_index_that_is_wrong_is_refused() {
    let folder = Folder::new("wrong-index");
    let index = folder.file("m.safetensors.index.json");
    save(&Linear::from(0.0), folder.file("part.safetensors")).unwrap();
    let map = |file: &str| format!("{{\"weight_map\":{{\"weight\":{file}}}}}");
    for (text, says) in [
        ("{".into(), "is not an index: EOF"),
        (
            "{}".into(),
            "is not an index: it has no object `weight_map`",
        ),
        (
            map("7"),
            "maps `weight` to 7, which is not the name of a file beside it",
        ),
        (
            map("\"../part.safetensors\""),
            "maps `weight` to \"../part.safetensors\", which is not the name of a file beside it",
        ),
        (
            map("\"..\""),
            "maps `weight` to \"..\", which is not the name of a file beside it",
        ),
        (
            "{\"weight_map\":{\"gamma\":\"part.safetensors\"}}".into(),
            "maps `gamma` to `part.safetensors`, which does not have it",
        ),
    ] {
        fs::write(&index, &text).unwrap();
        let found = message(&index);
        assert!(found.starts_with(says), "{text}: {found}");
    }
    fs::write(&index, map("\"absent.safetensors\"")).unwrap();
    let error = refused(&index);
    let absent = folder.file("absent.safetensors");
    let says = format!("`{}`: cannot be read: ", absent.display());
    assert!(error.to_string().starts_with(&says), "{error}");
}

#[test]
fn a_file_that_is_not_there_is_named() {
    let folder = Folder::new("absent");
    assert!(message(&folder.file("m.safetensors")).starts_with("cannot be read: "));
    assert_eq!(
        message(&folder.file(".")),
        "cannot be read: it is not a file"
    );
}

/// To open it would wait for somebody who writes to it.
#[cfg(unix)]
#[test]
fn a_pipe_is_refused_before_it_is_opened() {
    let folder = Folder::new("pipe");
    for name in ["m.safetensors", "m.safetensors.index.json"] {
        let pipe = folder.file(name);
        assert!(
            Command::new("mkfifo")
                .arg(&pipe)
                .status()
                .unwrap()
                .success()
        );
        assert_eq!(message(&pipe), "cannot be read: it is not a file");
        let error = save(&Linear::from(0.0), folder.file("m.safetensors")).unwrap_err();
        let text = format!("`{}`: is there, and is not a file", pipe.display());
        assert!(error.to_string().starts_with(&text), "{error}");
        fs::remove_file(pipe).unwrap();
    }
    assert_eq!(
        message(Path::new("/dev/null")),
        "cannot be read: it is not a file"
    );
    assert!(folder.names().is_empty());
}

#[test]
fn an_index_has_a_limit() {
    let folder = Folder::new("limit");
    let path = folder.file("m.safetensors.index.json");
    // A hole, which takes no room.
    fs::File::create(&path)
        .unwrap()
        .set_len(100_000_001)
        .unwrap();
    assert_eq!(
        message(&path),
        "is not an index: it has 100000001 bytes, and at most 100000000 are read"
    );
}

/// Of what stands in a file a message repeats a part.
#[test]
fn messages_are_short() {
    let folder = Folder::new("short-messages");
    let (path, index) = (folder.file("m.safetensors"), folder.file("m.index.json"));
    let long = "lang.".repeat(10_000);
    let map = |name: &str, file: &str| format!("{{\"weight_map\":{{\"{name}\":\"{file}\"}}}}");
    for text in [
        map(&long, "x/y"),
        map("a", &format!("../{long}")),
        map(&long, "m.safetensors"),
    ] {
        write(&path, &[("a", Raw::f32(&[1], &[0.0]))], &[]);
        fs::write(&index, text).unwrap();
        assert!(message(&index).len() < 350);
    }
    // Here the path itself is long.
    fs::write(&index, map("a", &long)).unwrap();
    assert!(refused(&index).to_string().len() < 1200);
    let header = format!("{{\"a\":{{\"dtype\":\"{long}\",\"shape\":[],\"data_offsets\":[0,4]}}}}");
    let mut bytes = (header.len() as u64).to_le_bytes().to_vec();
    bytes.extend(header.as_bytes());
    fs::write(&path, bytes).unwrap();
    assert!(message(&path).len() < 120);
    write(&path, &[(&long, Raw::f32(&[1], &[0.0]))], &[]);
    let mut model = Linear::zero();
    let error = Load::new().strict().run(&mut model, &path).unwrap_err();
    assert_eq!(error.problems().len(), 3);
    assert!(error.to_string().len() < 600, "{error}");
}

#[test]
fn a_shape_in_another_order_is_told_so() {
    let folder = Folder::new("order");
    let path = folder.file("m.safetensors");
    let note = |shape: &[usize]| {
        write(&path, &[("k", Raw::f32(shape, &[1.0; 24]))], &[]);
        let mut model: BTreeMap<String, Kernel> = [("k".into(), Kernel([[[0.0; 2]; 3]; 4]))].into();
        let error = load(&mut model, &path).unwrap_err();
        assert!(error.has(ErrorKind::Shape));
        error.problems()[0].notes().next().map(String::from)
    };
    assert_eq!(
        note(&[2, 3, 4]).as_deref(),
        Some("the file has its axes in another order")
    );
    assert_eq!(note(&[4, 6]), None);
}

#[derive(Initialize)]
struct Kernel(#[init(normal, name = "")] [[[f32; 2]; 3]; 4]);
