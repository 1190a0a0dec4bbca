//! What compiles and runs, but is probably not meant.

use alloc::collections::BTreeMap;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use super::Entry;
use crate::engine::stored_range;
use crate::fill::LARGEST_NORMAL;
use crate::{DType, ErrorKind, Law, Problem};

/// Names of weights that are usually several in one, and how many.
const FUSED: &[(&str, usize)] = &[
    ("qkv", 3),
    ("wqkv", 3),
    ("c_attn", 3),
    ("query_key_value", 3),
    ("kv_proj", 2),
    ("to_kv", 2),
    ("gate_up", 2),
    ("gates", 4),
];

/// Names of weights that are something else as often, and how many times as many outputs as
/// inputs they have where they are fused.
const FUSED_IF_AS_LONG: &[(&str, &[usize])] = &[("in_proj", &[3]), ("weight_hh", &[3, 4])];

/// So many standard deviations from the mean, one of some 16,000 normal values lies further away.
const USUAL: f64 = 4.0;

type Entries<'e> = BTreeMap<&'e str, &'e Entry>;

/// The suspicions about all entries, in their order.
pub(super) fn suspicions(entries: &[Entry]) -> Vec<Problem> {
    let all: Entries<'_> = (entries.iter())
        .map(|entry| (&*entry.path, entry))
        .collect();
    let about = |entry: &Entry| {
        let found = [
            fused(entry, &all),
            transposed(entry),
            looked_up(entry),
            cut_nothing(entry),
            rounded_to_one(entry),
            all_zero(entry),
            bias_like_weight(entry, &all),
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
    entry.module().unwrap_or_default().to_lowercase()
}

/// Whether `word` stands in `name` with no letter beside it.
fn has_word(name: &str, word: &str) -> bool {
    name.match_indices(word).any(|(place, _)| {
        let letter = |c: char| c.is_alphabetic();
        !name[..place].ends_with(letter) && !name[place + word.len()..].starts_with(letter)
    })
}

/// Whether the scale follows from the fan in, and from the fan out. Of an initializer from
/// outside nothing is known.
fn scaled_by(entry: &Entry) -> [bool; 2] {
    let said = entry.initializer();
    let (given_in, given_out) = entry.axes.given_fans();
    let named = ["xavier", "kaiming", "lecun", "variance_scaling"];
    if !entry.counts_fans || !named.iter().any(|name| said.starts_with(name)) {
        return [false; 2];
    }
    let both = said.starts_with("xavier") || said.contains("_avg\"");
    let out = said.contains("\"fan_out\"");
    [(both || !out) && !given_in, (both || out) && !given_out]
}

/// Several weights in one, whose fan out counts all of them.
fn fused(entry: &Entry, all: &Entries<'_>) -> Option<Problem> {
    let [output, input, ..] = entry.axes.shape[entry.axes.stacked..] else {
        return None;
    };
    let [_, by_fan_out] = scaled_by(entry);
    if entry.axes.is_split() || !by_fan_out {
        return None;
    }
    // Without a layout the output axis may also be the second: the longer one is it.
    let open = entry.axes.is_identity() && entry.shape().len() == 2;
    let second = open && input > output;
    let outputs = if second { input } else { output };
    let parts = parts(entry, all)?;
    if !outputs.is_multiple_of(parts) {
        return None;
    }
    let layout = if second { "layout = \"io\", " } else { "" };
    Some(
        suspicion("it looks like several weights fused along the output axis, and its fan out counts them all")
            .help(format!("write `{layout}split = {parts}`, or `{layout}split = 1` if it is one weight")),
    )
}

/// How many weights are one, by its name.
fn parts(entry: &Entry, all: &Entries<'_>) -> Option<usize> {
    let name = named(entry);
    if let Some((_, parts)) = FUSED.iter().find(|(word, _)| has_word(&name, word)) {
        return Some(*parts);
    }
    // A recurrent layer's weights are as many as gates, which those of the state count.
    let of_state = entry.path.replace("weight_ih", "weight_hh");
    let counted = all.get(&*of_state)?;
    let name = named(counted);
    let (_, possible) = (FUSED_IF_AS_LONG.iter()).find(|(word, _)| has_word(&name, word))?;
    let [output, input, ..] = counted.axes.shape[counted.axes.stacked..] else {
        return None;
    };
    let (long, short) = (output.max(input), output.min(input));
    let times = long.checked_div(short)?;
    (long.is_multiple_of(short) && possible.contains(&times)).then_some(times)
}

/// A transposed convolution, read as a convolution.
fn transposed(entry: &Entry) -> Option<Problem> {
    let (name, module) = (named(entry), module(entry));
    let looks = ["transpose", "deconv"]
        .iter()
        .any(|word| name.contains(word) || module.contains(word));
    let [output, input, _, ..] = entry.axes.shape[entry.axes.stacked..] else {
        return None;
    };
    let told = entry.axes.is_transposed() || !entry.axes.is_identity();
    let given = entry.axes.given_fans() == (true, true);
    if !looks || told || given || output == input || !entry.counts_fans {
        return None;
    }
    Some(
        suspicion("it looks like the weight of a transposed convolution, whose input axis is stored first")
            .help("write `layout = \"iohw\"`, with one letter for each axis"),
    )
}

/// A table of embeddings, whose rows are looked up and not summed over.
fn looked_up(entry: &Entry) -> Option<Problem> {
    let module = module(entry);
    // Patches and points in time are projected, not looked up.
    let table = module.contains("embed") && !module.contains("patch") && !module.contains("time");
    if !table || entry.shape().len() != 2 {
        return None;
    }
    let [by_fan_in, by_fan_out] = scaled_by(entry);
    let rows_are_outputs = entry.axes.order()[0] == 0;
    if !(if rows_are_outputs {
        by_fan_out
    } else {
        by_fan_in
    }) {
        return None;
    }
    Some(
        suspicion("its fans count the vocabulary, but a row of an embedding is looked up alone")
            .help("write `normal` with a `std`, or give `fan_in = …` and `fan_out = …`"),
    )
}

/// Bounds that no normal number of the engine reaches.
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
    let far = LARGEST_NORMAL * std;
    if low > mean - far || high < mean + far {
        return None;
    }
    Some(
        suspicion("its bounds lie more than 10 std away and cut nothing")
            .help("leave `absolute` out for bounds in multiples of std, or write `normal`"),
    )
}

/// A random law whose values the type of the elements rounds to one: they are too near each other,
/// or too far from 0.
fn rounded_to_one(entry: &Entry) -> Option<Problem> {
    let value = usual_value(entry.law(), entry.dtype)?;
    if entry.is_empty() {
        return None;
    }
    let dtype = entry.dtype;
    Some(
        Problem::new(
            ErrorKind::Suspicious,
            format!("its values are random, but as {dtype} nearly all of them are `{value}`"),
        )
        .help("spread them further, use a wider type, or write `constant = …`"),
    )
}

/// The value that a random law has nearly always, once it is stored.
fn usual_value(law: &Law, dtype: DType) -> Option<f64> {
    let reach = |mean: f64, std: f64| (mean - USUAL * std, mean + USUAL * std);
    let (low, high) = match *law {
        Law::Uniform { .. } => stored_range(law, dtype)?,
        Law::Normal { mean, std } if std > 0.0 => reach(mean, std),
        Law::TruncatedNormal {
            mean,
            std,
            low,
            high,
        } => {
            let (least, most) = stored_range(law, dtype)?;
            let usual = reach(mean, std);
            let (from, to) = (usual.0.max(low), usual.1.min(high));
            // Bounds beyond the usual values leave others.
            let (from, to) = if from < to { (from, to) } else { (low, high) };
            let stored = |value| dtype.stored(value).clamp(least, most);
            (stored(from), stored(to))
        }
        _ => return None,
    };
    let (low, high) = (dtype.stored(low), dtype.stored(high));
    // Without the sign of a zero.
    (low == high).then_some(low + 0.0)
}

/// A weight that passes nothing on. What is added, such as a bias or an embedding of
/// positions, may well begin with 0.
fn all_zero(entry: &Entry) -> Option<Problem> {
    let added = ["bias", "beta", "token", "embed", "pos"];
    let name = named(entry);
    let zero = entry.law == Law::Constant(0.0);
    let matrix = entry.shape().iter().filter(|&&length| length > 1).count() >= 2;
    if !zero || !matrix || entry.buffer || entry.is_empty() {
        return None;
    }
    if added.iter().any(|word| name.contains(word)) {
        return None;
    }
    Some(
        suspicion("every value of this weight is 0, so that what lies before it gets no gradient")
            .note("it is right for the last weight of a residual branch"),
    )
}

fn bias_like_weight(entry: &Entry, all: &Entries<'_>) -> Option<Problem> {
    let stem = entry.path.strip_suffix("weight")?;
    let bias = all.get(&*format!("{stem}bias"))?;
    let constant = matches!(entry.law, Law::Constant(_));
    // A bias with fans of its own was thought about.
    let told = bias.counts_fans;
    if constant || told || bias.initializer() != entry.initializer() || is_torch_default(entry) {
        return None;
    }
    Some(
        suspicion("its bias has the same initializer")
            .help("write `zeros` for the bias, unless this is meant"),
    )
}

/// PyTorch's linear layers and convolutions have ±1/√fan_in for weight and bias.
fn is_torch_default(weight: &Entry) -> bool {
    let Law::Uniform { low, high } = weight.law else {
        return false;
    };
    let square = |fan_in: f64| high * high * fan_in;
    let near = |fan_in: f64| (square(fan_in) - 1.0).abs() < 1e-6;
    low == -high && weight.fans().is_some_and(|fans| near(fans.fan_in))
}
