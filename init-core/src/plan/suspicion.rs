//! Warnings about the laws of the plan: certain, but probably not meant. Names decide only which
//! bias belongs to which weight, and which zeros are in order.

use alloc::collections::BTreeMap;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use init_grammar::initializer;

use super::guess::takes_fans;
use super::pattern::{has_word, last_two, listed};
use super::{Chosen, Entry};
use crate::dtype::DType;
use crate::engine::bounds::stored_range;
use crate::error::{ErrorKind, Problem};
use crate::law::{LARGEST_NORMAL, Law};
use crate::show::text_table::counted;

/// The distance, in standard deviations, beyond which one of some 16,000 normal values lies.
const USUAL: f64 = 4.0;

type Entries<'e> = BTreeMap<&'e str, &'e Entry>;

/// The warnings about all entries, in their order.
pub(super) fn suspicions(entries: &[Entry]) -> Vec<Problem> {
    let all: Entries<'_> = (entries.iter())
        .map(|entry| (&*entry.path, entry))
        .collect();
    let about = |entry: &Entry| {
        let found = [
            cut_nothing(entry),
            rounded_to_one(entry),
            vanished(entry),
            all_zero(entry),
            bias_like_weight(entry, &all),
            unused_fan(entry),
            one_matrix(entry),
        ];
        found.map(|found| found.map(|problem| problem.at(&entry.path)))
    };
    let mut found: Vec<_> = entries.iter().flat_map(about).flatten().collect();
    found.extend(zero_by_default(entries));
    found
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
    // Drops the sign of a zero.
    (low == high).then_some(low + 0.0)
}

/// A constant that the type of the elements rounds to 0.
fn vanished(entry: &Entry) -> Option<Problem> {
    let Law::Constant(value) = entry.law else {
        return None;
    };
    let dtype = entry.dtype;
    if value == 0.0 || dtype.stored(value) != 0.0 || entry.is_empty() {
        return None;
    }
    let text = format!("its value is `{value:?}`, but as {dtype} that is 0");
    Some(Problem::new(ErrorKind::Suspicious, text).help("use a wider type, or write `zeros`"))
}

/// Returns true if all values are 0 of a parameter that is not a term that is added, such as a bias or
/// an embedding of positions, which may well begin with 0.
fn silences(entry: &Entry) -> bool {
    let added = ["bias", "beta", "token", "embed", "position"];
    let name = last_two(&entry.path);
    // Not `post_norm`.
    let is_added = added.iter().any(|word| name.contains(word)) || has_word(&name, "pos");
    let is_zero = entry.law == Law::Constant(0.0);
    is_zero && !is_added && !entry.buffer && !entry.is_empty()
}

fn is_default(entry: &Entry) -> bool {
    matches!(entry.chosen_by(), Chosen::Default { .. })
}

/// Factors and weights that nobody chose to be 0, all in one warning.
fn zero_by_default(entries: &[Entry]) -> Option<Problem> {
    let silent = |entry: &&Entry| is_default(entry) && silences(entry);
    let silent: Vec<&Entry> = entries.iter().filter(silent).collect();
    let origin = silent.first()?.chosen_by();
    let count = counted(silent.len(), "parameter");
    let verb = if silent.len() == 1 { "is" } else { "are" };
    let paths = silent.iter().map(|entry| &*entry.path);
    Some(
        Problem::new(
            ErrorKind::Suspicious,
            format!("{count} {verb} 0 by {origin}, and what is multiplied by 0 passes nothing on"),
        )
        .help("write rules for them, e.g. `ones()` for the factors of a normalization or a residual branch")
        .note(format!("they are {}", listed(paths))),
    )
}

/// A weight of zeros, which passes nothing on.
fn all_zero(entry: &Entry) -> Option<Problem> {
    let matrix = entry.shape().iter().filter(|&&length| length > 1).count() >= 2;
    if !matrix || !silences(entry) || is_default(entry) {
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
    let constant = matches!(entry.law, Law::Constant(_) | Law::Integer(_));
    // A bias whose fans are counted was given its initializer on purpose.
    let told = bias.counts_fans;
    let of_library = is_torch_default(entry) || is_default(bias);
    if constant || told || bias.initializer() != entry.initializer() || of_library {
        return None;
    }
    Some(
        suspicion("its bias has the same initializer")
            .help("write `zeros` for the bias, unless this is meant"),
    )
}

/// The one fan that is given, where the law takes the other. Both together are facts of the tensor,
/// whichever the law takes.
fn unused_fan(entry: &Entry) -> Option<Problem> {
    let (given, taken) = match (entry.axes.given_fans(), takes_fans(entry)) {
        ((true, false), [false, true]) => ("fan_in", "fan_out"),
        ((false, true), [true, false]) => ("fan_out", "fan_in"),
        _ => return None,
    };
    let word = entry.initializer().split(',').next().unwrap_or_default();
    let has_mode = initializer(word).is_some_and(|found| found.keys.contains(&"mode"));
    let mode = if has_mode {
        format!("write `mode = \"{given}\"`, or ")
    } else {
        String::new()
    };
    Some(
        Problem::new(
            ErrorKind::Suspicious,
            format!("`{given}` is given, but the law takes `{taken}`"),
        )
        .help(format!("{mode}leave `{given}` out")),
    )
}

/// One orthogonal matrix, in a tensor that is several fused weights.
fn one_matrix(entry: &Entry) -> Option<Problem> {
    let said = entry.initializer();
    let parts = match entry.axes.options().1.split.as_deref() {
        None => 1,
        Some([split]) => *split,
        Some(widths) => widths.len(),
    };
    let whole = said == "orthogonal" || said.starts_with("orthogonal, ");
    if parts == 1 || !whole || said.ends_with("per_part") {
        return None;
    }
    Some(
        Problem::new(
            ErrorKind::Suspicious,
            format!("it is one orthogonal matrix cut into {parts} parts, so that no part of it is orthogonal"),
        )
        .help("write `per_part` for one matrix each, or leave `split` out for one of the whole"),
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
