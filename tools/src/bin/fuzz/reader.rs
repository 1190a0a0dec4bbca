//! A second reader of checkpoints, by the format's own description: eight bytes of length, a header
//! of JSON, and the numbers; or an index of JSON that names files.

use std::collections::BTreeMap;

use serde_json::Value;
use serde_json::value::RawValue;

use crate::model::Numbers;
use crate::tally::Files;

/// The tensors of a checkpoint, and the names that a save left out, each with the one instead.
#[derive(Debug, Default)]
pub(crate) struct Checkpoint {
    pub(crate) tensors: BTreeMap<String, Numbers>,
    pub(crate) ties: BTreeMap<String, String>,
}

/// Reads the file of this name, or the index beside it. `None` for what is not a checkpoint.
pub(crate) fn read(files: &Files, name: &str) -> Option<Checkpoint> {
    if let Some(file) = files.get(name) {
        return of_file(file);
    }
    // What else is in an index may be anything.
    let index = files.get(&format!("{name}.index.json"))?;
    let index: BTreeMap<String, &RawValue> = serde_json::from_slice(index).ok()?;
    let map: Value = serde_json::from_str(index.get("weight_map")?.get()).ok()?;
    let mut checkpoint = Checkpoint::default();
    for (name, file) in map.as_object()? {
        let mut found = of_file(files.get(file.as_str()?)?)?;
        let tensor = found.tensors.remove(name)?;
        checkpoint.tensors.insert(name.clone(), tensor);
        checkpoint.ties.extend(found.ties);
    }
    Some(checkpoint)
}

fn of_file(file: &[u8]) -> Option<Checkpoint> {
    let (length, rest) = file.split_first_chunk::<8>()?;
    let length = usize::try_from(u64::from_le_bytes(*length)).ok()?;
    let (header, data) = rest.split_at_checked(length)?;
    let header: Value = serde_json::from_slice(header).ok()?;
    let mut checkpoint = Checkpoint::default();
    for (name, info) in header.as_object()? {
        if name == "__metadata__" {
            if let Some(ties) = info.get("init_core.ties") {
                checkpoint.ties = serde_json::from_str(ties.as_str()?).ok()?;
            }
        } else {
            checkpoint.tensors.insert(name.clone(), tensor(info, data)?);
        }
    }
    Some(checkpoint)
}

fn tensor(info: &Value, data: &[u8]) -> Option<Numbers> {
    let shape: Vec<usize> = serde_json::from_value(info.get("shape")?.clone()).ok()?;
    let [start, end]: [usize; 2] =
        serde_json::from_value(info.get("data_offsets")?.clone()).ok()?;
    let data = data.get(start..end)?;
    // The widths of the exponent and of the mantissa, and whether there are infinities.
    let (exponent, mantissa, infinite): (u8, u8, _) = match info.get("dtype")?.as_str()? {
        "F64" => (11, 52, true),
        "F32" => (8, 23, true),
        "F16" => (5, 10, true),
        "BF16" => (8, 7, true),
        "F8_E5M2" => (5, 2, true),
        "F8_E4M3" => (4, 3, false),
        _ => return None,
    };
    let width = usize::from(1 + exponent + mantissa) / 8;
    let count = shape
        .iter()
        .try_fold(1_usize, |count, &length| count.checked_mul(length))?;
    if count.checked_mul(width)? != data.len() {
        return None;
    }
    let numbers = data.chunks_exact(width).map(|bytes| {
        let bits = bytes
            .iter()
            .rev()
            .fold(0, |bits, &byte| bits << 8 | u64::from(byte));
        number(bits, exponent, mantissa, infinite)
    });
    Some(Numbers::new(&shape, numbers))
}

/// The number of the bits of a float: sign, exponent, mantissa.
fn number(bits: u64, exponent: u8, mantissa: u8, infinite: bool) -> f64 {
    let sign = if bits >> (exponent + mantissa) == 0 {
        1.0
    } else {
        -1.0
    };
    let highest = (1_u64 << exponent) - 1;
    let power = bits >> mantissa & highest;
    let fraction = bits & ((1 << mantissa) - 1);
    let all_ones = fraction == (1 << mantissa) - 1;
    if power == highest && (infinite || all_ones) {
        return if infinite && fraction == 0 {
            sign * f64::INFINITY
        } else {
            f64::NAN
        };
    }
    let bias = (1_i32 << (exponent - 1)) - 1;
    let (whole, power) = match power {
        0 => (fraction, 1),
        power => (fraction | 1 << mantissa, power as i32),
    };
    // Both factors are exact: the power is at least that of the least f64.
    let mut value = whole as f64;
    let mut steps = power - bias - i32::from(mantissa);
    while steps != 0 {
        value *= if steps > 0 { 2.0 } else { 0.5 };
        steps -= steps.signum();
    }
    sign * value
}
