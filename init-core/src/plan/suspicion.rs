//! Warnings about the laws of the plan: certain, but probably not meant. Names tell no more than
//! which bias belongs to which weight, and which zeros are in order.

use alloc::collections::BTreeMap;
use alloc::format;
use alloc::vec::Vec;

use super::Entry;
use super::guess::last_two;
use crate::error::{ErrorKind, Problem};
use crate::law::{LARGEST_NORMAL, Law};

type Entries<'e> = BTreeMap<&'e str, &'e Entry>;

/// The warnings about all entries, in their order.
pub(super) fn suspicions(entries: &[Entry]) -> Vec<Problem> {
    let all: Entries<'_> = (entries.iter())
        .map(|entry| (&*entry.path, entry))
        .collect();
    let about = |entry: &Entry| {
        let found = [
            cut_nothing(entry),
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

/// A weight that passes nothing on. What is added, such as a bias or an embedding of
/// positions, may well begin with 0.
fn all_zero(entry: &Entry) -> Option<Problem> {
    let added = ["bias", "beta", "token", "embed", "pos"];
    let name = last_two(entry);
    let zero = entry.law == Law::Constant(0.0);
    let matrix = entry.shape.iter().filter(|&&length| length > 1).count() >= 2;
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
    if constant || told || bias.initializer != entry.initializer || is_torch_default(entry) {
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
