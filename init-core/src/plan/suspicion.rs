//! What compiles and runs, but is probably not meant.

use alloc::collections::BTreeMap;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use super::Entry;
use crate::{ErrorKind, Law, Problem};

/// How far bounds may lie before they cut nothing, in standard deviations.
const FAR: f64 = 50.0;

/// Names of weights that are usually several in one, and how many.
const FUSED: &[(&str, usize)] = &[
    ("qkv", 3),
    ("in_proj", 3),
    ("c_attn", 3),
    ("query_key_value", 3),
    ("kv_proj", 2),
    ("to_kv", 2),
    ("gate_up", 2),
    ("weight_ih", 4),
    ("weight_hh", 4),
    ("gates", 4),
];

/// The suspicions about all entries, in their order.
pub(super) fn suspicions(entries: &[Entry]) -> Vec<Problem> {
    let biases: BTreeMap<&str, &Entry> = entries
        .iter()
        .filter_map(|entry| Some((entry.path.strip_suffix("bias")?, entry)))
        .collect();
    let about = |entry: &Entry| {
        let found = [
            fused(entry),
            transposed(entry),
            looked_up(entry),
            cut_nothing(entry),
            all_zero(entry),
            bias_like_weight(entry, &biases),
        ];
        found.map(|found| found.map(|problem| problem.at(&entry.path)))
    };
    entries.iter().flat_map(about).flatten().collect()
}

fn suspicion(message: &'static str) -> Problem {
    Problem::new(ErrorKind::Suspicious, message)
}

/// The last two components of the path, in lower case: those that name the weight and its
/// layer.
fn named(entry: &Entry) -> String {
    let place = entry.path.rmatch_indices('.').nth(1);
    let end = place.map_or(&*entry.path, |(dot, _)| &entry.path[dot + 1..]);
    end.to_lowercase()
}

fn module(entry: &Entry) -> String {
    entry.module.unwrap_or_default().to_lowercase()
}

/// Several weights in one, whose fan out counts all of them.
fn fused(entry: &Entry) -> Option<Problem> {
    let shape = &entry.axes.shape[entry.axes.stacked..];
    if entry.axes.is_split() || !entry.counts_fans || shape.len() < 2 {
        return None;
    }
    let name = named(entry);
    let (_, parts) = FUSED.iter().find(|(word, _)| name.contains(word))?;
    if !shape[0].is_multiple_of(*parts) {
        return None;
    }
    Some(
        suspicion("it looks like several weights fused along the output axis, and its fan out counts them all")
            .help(format!("write `split = {parts}`, or `split = 1` if it is one weight")),
    )
}

/// A transposed convolution, read as a convolution.
fn transposed(entry: &Entry) -> Option<Problem> {
    let (name, module) = (named(entry), module(entry));
    let looks = ["transpose", "deconv"]
        .iter()
        .any(|word| name.contains(word) || module.contains(word));
    let told = entry.axes.is_transposed() || !entry.axes.is_identity();
    if !looks || told || !entry.counts_fans || entry.shape.len() < 3 {
        return None;
    }
    Some(
        suspicion("it looks like the weight of a transposed convolution, whose input axis is stored first")
            .help("write `layout = \"iohw\"`, with one letter for each axis"),
    )
}

/// A table of embeddings, whose rows are looked up and not summed over.
fn looked_up(entry: &Entry) -> Option<Problem> {
    if !module(entry).contains("embedding") || !entry.counts_fans || entry.shape.len() != 2 {
        return None;
    }
    Some(
        suspicion("its fans count the vocabulary, but a row of an embedding is looked up alone")
            .help("write `normal` with a `std`, or give `fan_in = …` and `fan_out = …`"),
    )
}

fn cut_nothing(entry: &Entry) -> Option<Problem> {
    let Law::TruncatedNormal {
        mean,
        std,
        low,
        high,
    } = entry.law
    else {
        return None;
    };
    if (low - mean).abs().min((high - mean).abs()) <= FAR * std {
        return None;
    }
    Some(
        suspicion("its bounds lie more than 50 std away and cut nothing")
            .help("leave `absolute` out for bounds in multiples of std, or write `normal`"),
    )
}

fn all_zero(entry: &Entry) -> Option<Problem> {
    let zero = entry.law == Law::Constant(0.0);
    if !zero || entry.shape.len() < 2 || entry.buffer || entry.is_empty() {
        return None;
    }
    Some(
        suspicion("every value of this weight is 0, so that what lies before it gets no gradient")
            .note("it is right for the last weight of a residual branch"),
    )
}

fn bias_like_weight(entry: &Entry, biases: &BTreeMap<&str, &Entry>) -> Option<Problem> {
    let bias = biases.get(entry.path.strip_suffix("weight")?)?;
    let constant = matches!(entry.law, Law::Constant(_));
    if constant || bias.initializer != entry.initializer {
        return None;
    }
    Some(
        suspicion("its bias has the same initializer")
            .help("write `zeros` for the bias, unless this is meant"),
    )
}
