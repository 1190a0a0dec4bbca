//! Files that are not what they should be.

use std::fs;
use std::path::Path;

use init_core::safetensors::{load, save};
use init_core::{Error, ErrorKind};

use crate::{Folder, Linear, Raw, write};

fn refused(path: &Path) -> Error {
    let mut model = Linear::zero();
    let error = load(path, &mut model).unwrap_err();
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
                "is no whole safetensors file: it has {length} bytes"
            )),
            "{text}"
        );
    }
    let length = whole.len();
    fs::write(&path, [whole, vec![0]].concat()).unwrap();
    assert_eq!(
        message(&path),
        format!(
            "is no whole safetensors file: it has {} bytes, and its header describes {length}",
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
            text.starts_with("is no whole safetensors file: ") && text.contains(says),
            "{header}: {text}"
        );
    }
    let mut bytes = u64::MAX.to_le_bytes().to_vec();
    bytes.extend([0; 24]);
    fs::write(&path, bytes).unwrap();
    assert_eq!(
        message(&path),
        "is no whole safetensors file: it has 32 bytes, and 18446744073709551615 are said to be its header"
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
        refused += usize::from(load(&path, &mut Linear::zero()).is_err());
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
  help: make the shapes equal, or leave it as it is with `except(\"weight\")`
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
        ("{".into(), "is no index: EOF"),
        ("{}".into(), "is no index: it has no object `weight_map`"),
        (
            map("7"),
            "says that `weight` is in 7, which is no name of a file beside it",
        ),
        (
            map("\"../part.safetensors\""),
            "says that `weight` is in \"../part.safetensors\", which is no name of a file beside it",
        ),
        (
            map("\"..\""),
            "says that `weight` is in \"..\", which is no name of a file beside it",
        ),
        (
            "{\"weight_map\":{\"gamma\":\"part.safetensors\"}}".into(),
            "says that `gamma` is in `part.safetensors`, which does not have it",
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
    // A folder is no file.
    refused(&folder.file("."));
}
