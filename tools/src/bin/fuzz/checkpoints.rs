//! Checkpoints: one file, or several with an index.

use init_core::safetensors::{Load, Save};
use serde_json::{Value, json};

use crate::damage;
use crate::folder::Folder;
use crate::model::{ALIAS, Net, Numbers};
use crate::random::Random;
use crate::reader::{self, Checkpoint};
use crate::tally::{Files, Tally, Verdict};

const NAME: &str = "m.safetensors";

pub(crate) fn check(tally: &mut Tally) {
    let folder = Folder::new();
    let bases = [
        saved(&folder, &Save::new(), 1),
        saved(&folder, &Save::new().max_shard_bytes(60), 1),
        saved(&folder, &Save::new().max_shard_bytes(60), 40),
        Files::from([(NAME.into(), foreign())]),
    ];
    for (name, strict) in [
        ("checkpoints, strict", true),
        ("checkpoints, in part", false),
    ] {
        tally.section(
            name,
            |random| damaged(random, &bases),
            |files| judge(&folder, files, strict),
        );
    }
}

/// The files of a model.
fn saved(folder: &Folder, save: &Save<'_>, first: u8) -> Files {
    let result = save.run(&Net::new(first), folder.path(NAME));
    result.expect("a save");
    let files = folder.read().expect("the files of a save");
    folder.clear().expect("files that can be removed");
    files
}

/// A file by another writer: in the order of the names, in narrower types, and with the shared
/// tensor under both of its names.
fn foreign() -> Vec<u8> {
    let mut header = json!({ "__metadata__": { "format": "pt", "half": "brain" } });
    let mut data: Vec<u8> = Vec::new();
    for (name, numbers) in Net::new(60).numbers() {
        let (dtype, width) = match name.as_str() {
            "half" => ("F8_E5M2", 1),
            "layers.0.weight" | "brain" => ("BF16", 2),
            "layers.1.weight" => ("F16", 2),
            "eight" => ("F8_E4M3", 1),
            _ => ("F32", 4),
        };
        let bytes = width * numbers.bits.len();
        let start = data.len();
        data.extend((0..bytes).map(|k| (k * 29 % 120) as u8));
        let info = json!({
            "dtype": dtype, "shape": numbers.shape, "data_offsets": [start, start + bytes],
        });
        header[&name] = info.clone();
        if name == ALIAS.1 {
            let again = data.split_off(start);
            data.extend(again.iter().chain(&again));
            header[ALIAS.0] = info;
            header[&name]["data_offsets"] = json!([start + bytes, start + 2 * bytes]);
        }
    }
    joined(header.to_string().as_bytes(), &data)
}

/// A file of a header and the numbers.
fn joined(header: &[u8], data: &[u8]) -> Vec<u8> {
    [&(header.len() as u64).to_le_bytes(), header, data].concat()
}

/// The header of a file and the numbers; of a file that is not whole, all as the header.
fn parts(file: &[u8]) -> (Vec<u8>, Vec<u8>) {
    let whole = || {
        let (length, rest) = file.split_first_chunk::<8>()?;
        let length = usize::try_from(u64::from_le_bytes(*length)).ok()?;
        rest.split_at_checked(length)
    };
    let (header, data) = whole().unwrap_or((file, &[]));
    (header.to_vec(), data.to_vec())
}

/// One of the checkpoints, whole or damaged in one place or two.
fn damaged(random: &mut Random, bases: &[Files]) -> Files {
    let mut files = random.choose(bases).clone();
    for _ in 0..random.below(3) {
        let names: Vec<String> = files.keys().cloned().collect();
        if names.len() > 1 && random.one_in(8) {
            let (one, two) = (random.choose(&names), random.choose(&names));
            let moved = files.remove(one).unwrap_or_default();
            if random.one_in(2) {
                files.insert(two.clone(), moved);
            }
            continue;
        }
        let name = random.choose(&names);
        if let Some(file) = files.get_mut(name) {
            damage_file(random, name, file);
        }
        if files.is_empty() {
            break;
        }
    }
    files
}

fn damage_file(random: &mut Random, name: &str, file: &mut Vec<u8>) {
    if name != NAME && !name.contains("-of-") {
        damage_json(random, file);
        return;
    }
    match random.below(8) {
        0 => damage::text(random, file),
        1 => file.extend(random.word().to_le_bytes()),
        2 => {
            let length = [0, 1, 7, 100_000_000, 1 << 31, 1 << 63, u64::MAX][random.below(7)];
            let rest = file.len().min(8);
            file.splice(..rest, length.to_le_bytes());
        }
        3 => {
            let (header, mut data) = parts(file);
            damage::text(random, &mut data);
            *file = joined(&header, &data);
        }
        _ => {
            let (mut header, data) = parts(file);
            damage_json(random, &mut header);
            *file = joined(&header, &data);
        }
    }
}

/// Damages JSON as a value, if it is one, or as a text.
fn damage_json(random: &mut Random, text: &mut Vec<u8>) {
    match serde_json::from_slice::<Value>(text) {
        Ok(mut value) if random.one_in(2) => {
            damage::json(random, &mut value);
            *text = value.to_string().into_bytes();
        }
        _ => damage::text(random, text),
    }
}

fn judge(folder: &Folder, files: &Files, strict: bool) -> Result<Verdict, String> {
    folder.write(files).map_err(|error| error.to_string())?;
    let mut net = Net::new(100);
    let before = net.numbers();
    let load = if strict {
        Load::new().strict()
    } else {
        Load::new()
    };
    let result = load.run(&mut net, folder.path(NAME));
    folder.clear().map_err(|error| error.to_string())?;
    let now = net.numbers();
    let loaded = match result {
        Err(_) if now != before => return Err("refused, but the model has changed".into()),
        Err(error) if !error.written().is_empty() || error.partly_written().is_some() => {
            return Err("refused after the first tensor was written".into());
        }
        Err(error) => return Verdict::refused(&error),
        Ok(loaded) => loaded,
    };
    let read = reader::read(files, NAME).ok_or("accepted, but no checkpoint")?;
    for (path, numbers) in &now {
        let is_loaded = loaded.names().contains(path);
        let expected = if is_loaded {
            declared(&read, path)
        } else {
            before.get(path)
        };
        if expected != Some(numbers) {
            return Err(format!("`{path}` has {numbers:?} in place of {expected:?}"));
        }
    }
    if strict {
        let missing = now.keys().find(|path| !loaded.names().contains(path));
        let known = |name: &String| {
            now.contains_key(name) || name == ALIAS.0 || read.ties.values().any(|tied| tied == name)
        };
        let surplus = read.tensors.keys().find(|name| !known(name));
        if let Some(name) = missing.or(surplus) {
            return Err(format!("accepted, but `{name}` is on one side alone"));
        }
    }
    Ok(Verdict::Accepted)
}

/// The tensor that a checkpoint declares for a path.
fn declared<'c>(read: &'c Checkpoint, path: &str) -> Option<&'c Numbers> {
    let names = [path, ALIAS.0];
    let names = if path == ALIAS.1 {
        &names[..]
    } else {
        &names[..1]
    };
    let own = names.iter().find_map(|name| read.tensors.get(*name));
    own.or_else(|| (names.iter()).find_map(|name| read.tensors.get(read.ties.get(*name)?)))
}
