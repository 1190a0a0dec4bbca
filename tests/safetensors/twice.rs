//! A duplicate name: readers differ in which they take, so that neither is taken.

use std::fs;

use init_core::safetensors::load;

use crate::{Folder, Linear};

fn message(folder: &Folder, name: &str) -> String {
    let path = folder.file(name);
    let error = load(&mut Linear::zero(), &path).unwrap_err();
    error.problems()[0]
        .message()
        .replace(&path.display().to_string(), "FILE")
}

#[test]
fn in_a_header() {
    let folder = Folder::new("twice-header");
    let tensor = |name: &str, start: usize| {
        format!(
            "\"{name}\":{{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[{start},{}]}}",
            start + 8
        )
    };
    for (entries, name) in [
        ([tensor("bias", 0), tensor("bias", 8)].join(","), "bias"),
        (
            [tensor("bias", 0), tensor("b\\u0069as", 8)].join(","),
            "bias",
        ),
        (
            [
                tensor("bias", 0),
                tensor("b", 8),
                r#""__metadata__":{"a":"b","a":"b"}"#.into(),
            ]
            .join(","),
            "a",
        ),
        (
            [
                r#""__metadata__":{}"#.into(),
                tensor("bias", 0),
                tensor("b", 8),
                r#""__metadata__":{}"#.into(),
            ]
            .join(","),
            "__metadata__",
        ),
        (
            [
                r#""__metadata__":{"init_core.ties":"{\"x\":\"b\",\"x\":\"bias\"}"}"#.into(),
                tensor("bias", 0),
                tensor("b", 8),
            ]
            .join(","),
            "x",
        ),
    ] {
        let header = format!("{{{entries}}}");
        let mut bytes = (header.len() as u64).to_le_bytes().to_vec();
        bytes.extend(header.as_bytes());
        bytes.extend([0; 16]);
        fs::write(folder.file("m.safetensors"), bytes).unwrap();
        let text = message(&folder, "m.safetensors");
        let says = format!("duplicate name `{name}`");
        assert!(
            text.contains("is not a whole safetensors file") && text.contains(&says),
            "{text}"
        );
    }
}

#[test]
fn in_an_index() {
    let folder = Folder::new("twice-index");
    for (text, name) in [
        (r#"{"weight_map":{"a":"x","a":"y"}}"#, "a"),
        (r#"{"weight_map":{},"weight_map":{}}"#, "weight_map"),
    ] {
        fs::write(folder.file("m.index.json"), text).unwrap();
        let says = format!("`FILE`: is not an index: duplicate name `{name}`");
        let text = message(&folder, "m.index.json");
        assert!(text.starts_with(&says), "{text}");
    }
}
