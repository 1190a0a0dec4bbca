//! Warnings guessed from the name of a parameter or its module, or from its shape where nothing else
//! is known. Each is about fans that may be wrong without any other sign.

use alloc::collections::BTreeSet;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use super::Entry;
use super::pattern::{by_key, has_word, last_two, listed, pattern};
use crate::error::{ErrorKind, Problem};

/// Names of fused weights, and the number of weights in each. The weights of recurrent layers and
/// `in_proj` are left out: Keras and PyTorch themselves count the fans of all parts there.
const FUSED: &[(&str, usize)] = &[
    ("qkv", 3),
    ("wqkv", 3),
    ("c_attn", 3),
    ("query_key_value", 3),
    ("kv_proj", 2),
    ("to_kv", 2),
    ("gate_up", 2),
];

/// The guesses about all entries, in their order. Of the kernels with the paths `groups_open` nothing
/// tells the groups.
pub(super) fn guesses(entries: &[Entry], groups_open: &BTreeSet<String>) -> Vec<Problem> {
    let about = |entry: &Entry| {
        let found = [fused(entry), transposed(entry), looked_up(entry)];
        found.map(|found| found.map(|problem| problem.at(&entry.path)))
    };
    let mut guesses: Vec<_> = entries.iter().flat_map(about).flatten().collect();
    let open = entries
        .iter()
        .filter(|entry| groups_open.contains(&entry.path));
    let alike = by_key(open, |entry| (pattern(&entry.path), outer_axes(entry)));
    guesses.extend(alike.iter().filter_map(|(_, kernels)| depthwise(kernels)));
    guesses
}

fn guess(message: &'static str) -> Problem {
    Problem::new(ErrorKind::Guessed, message)
}

fn module(entry: &Entry) -> String {
    entry.module().unwrap_or_default().to_lowercase()
}

/// Whether the scale follows from the fan in, and from the fan out, of the shape.
fn scaled_by(entry: &Entry) -> [bool; 2] {
    let [by_fan_in, by_fan_out] = takes_fans(entry);
    let (given_in, given_out) = entry.axes.given_fans();
    [by_fan_in && !given_in, by_fan_out && !given_out]
}

/// Whether the scale follows from the fan in, and from the fan out, given or not. Nothing is known of
/// an initializer from outside the crate.
pub(super) fn takes_fans(entry: &Entry) -> [bool; 2] {
    let said = entry.initializer();
    let named = ["xavier", "kaiming", "lecun", "variance_scaling"];
    if !entry.counts_fans || !named.iter().any(|name| said.starts_with(name)) {
        return [false; 2];
    }
    let both = said.starts_with("xavier") || said.contains("_avg\"");
    let out = said.contains("\"fan_out\"");
    [both || !out, both || out]
}

/// Several weights in one, whose fan out counts all of them.
fn fused(entry: &Entry) -> Option<Problem> {
    let (output, input, _) = entry.axes.weight()?;
    let [_, by_fan_out] = scaled_by(entry);
    if entry.axes.is_split() || !by_fan_out {
        return None;
    }
    // Without a layout the output axis may also be the second: the longer one is taken.
    let open = entry.axes.is_identity() && entry.shape().len() == 2;
    let second = open && input > output;
    let outputs = if second { input } else { output };
    let name = last_two(&entry.path);
    let (_, parts) = FUSED.iter().find(|(word, _)| has_word(&name, word))?;
    if !outputs.is_multiple_of(*parts) {
        return None;
    }
    let layout = if second { "layout = \"io\", " } else { "" };
    Some(
        guess("it looks like several weights fused along the output axis, and its fan out counts them all")
            .help(format!("write `{layout}split = {parts}`, or `{layout}split = 1` if it is one weight")),
    )
}

/// A transposed convolution, read as a convolution.
fn transposed(entry: &Entry) -> Option<Problem> {
    let (name, module) = (last_two(&entry.path), module(entry));
    let looks = ["transpose", "deconv"]
        .iter()
        .any(|word| name.contains(word) || module.contains(word));
    let (output, input, [_, ..]) = entry.axes.weight()? else {
        return None;
    };
    let told = entry.axes.is_transposed() || !entry.axes.is_identity();
    let given = entry.axes.given_fans() == (true, true);
    if !looks || told || given || output == input || !entry.counts_fans {
        return None;
    }
    Some(
        guess("it looks like the weight of a transposed convolution, whose input axis is stored first")
            .help("write `layout = \"iohw\"`, with one letter for each axis"),
    )
}

/// A table of embeddings, whose rows are looked up and not summed over.
fn looked_up(entry: &Entry) -> Option<Problem> {
    let module = module(entry);
    // Patches and points in time are projected, not looked up.
    let table = module.contains("embed") && !module.contains("patch") && !module.contains("time");
    if !table || entry.shape().len() != 2 || entry.axes.options().1.embedding {
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
        guess("its fans count the vocabulary, but a row of an embedding is looked up alone")
            .help(if rows_are_outputs {
                "write `embedding`, or `normal` with a `std`"
            } else {
                "write `embedding` with the layout \"oi\", whose `o` is looked up, or `normal` with a `std`"
            }),
    )
}

/// The lengths of the axes `o` and `i` of a kernel, which has a receptive field.
fn outer_axes(entry: &Entry) -> Option<[usize; 2]> {
    match entry.axes.weight()? {
        (output, input, [_, ..]) => Some([output, input]),
        _ => None,
    }
}

/// Returns true if a kernel looks depthwise, one channel a group, without groups, and its scale
/// follows from the fan that they divide.
pub(super) fn may_be_depthwise(entry: &Entry) -> bool {
    let (is_transposed, options) = entry.axes.options();
    let [by_fan_in, by_fan_out] = scaled_by(entry);
    match outer_axes(entry) {
        _ if options.groups.is_some() => false,
        Some([output, 1]) if !is_transposed => output > 1 && by_fan_out,
        Some([1, input]) if is_transposed => input > 1 && by_fan_in,
        _ => false,
    }
}

/// Kernels that look depthwise and differ in an index of their path alone.
fn depthwise(kernels: &[&Entry]) -> Option<Problem> {
    let (first, others) = kernels.split_first()?;
    let [output, input] = outer_axes(first)?;
    let groups = output.max(input);
    let fan = if first.axes.options().0 { "in" } else { "out" };
    let problem = Problem::new(
        ErrorKind::Guessed,
        format!("it looks like a depthwise convolution, whose groups nothing tells, and its fan {fan} counts all {groups} channels"),
    )
    .help(format!("write `groups = {groups}` in its rule, or `groups = 1` if every channel feeds every other"));
    let problem = if others.is_empty() {
        problem
    } else {
        let others = others.iter().map(|entry| &*entry.path);
        problem.note(format!("the same for {}", listed(others)))
    };
    Some(problem.at(&first.path))
}
