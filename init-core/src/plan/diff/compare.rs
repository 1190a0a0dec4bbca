//! Two entries of one parameter, compared.

use alloc::collections::BTreeMap;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use init_grammar::initializer;

use super::{Aspect, Difference};
use crate::law::{Law, described};
use crate::plan::{Chosen, Entry, Follows};
use crate::tensor::{AxisOptions, indices_shown};

/// Returns true if a reset with the same key writes the same values, given the entries of both plans
/// by their paths: a parameter may follow from another one.
pub(super) fn same_values(
    earlier: &Entry,
    later: &Entry,
    before: &BTreeMap<&str, &Entry>,
    now: &BTreeMap<&str, &Entry>,
) -> bool {
    if earlier.part != later.part {
        return false;
    }
    let (old, new) = match (earlier.follows(), later.follows()) {
        (None, None) => return same_own_values(earlier, later),
        (Some(old), Some(new)) => (old, new),
        _ => return false,
    };
    let axis = |follows: &Follows| match follows {
        Follows::SameAs { .. } => None,
        Follows::NormOf { axis, .. } => Some(*axis),
    };
    let sources = (before.get(old.path()), now.get(new.path()));
    axis(old) == axis(new)
        && earlier.dtype == later.dtype
        && same_places(earlier, later, false)
        && match sources {
            (Some(before), Some(now)) => same_own_values(before, now),
            // What a partial reset leaves as it is has no entry.
            _ => old == new && same_law(&earlier.law, &later.law),
        }
}

/// As [`same_values`], where neither follows from another parameter.
fn same_own_values(earlier: &Entry, later: &Entry) -> bool {
    let padding = |entry: &Entry| entry.axes.options().1.padding.clone();
    if earlier.dtype != later.dtype
        || !same_law(&earlier.law, &later.law)
        || padding(earlier) != padding(later)
    {
        return false;
    }
    match earlier.law {
        // The same everywhere, whatever the stream and the order.
        Law::Constant(_) | Law::Integer(_) | Law::Nan => earlier.len() == later.len(),
        Law::Uniform { .. } | Law::Normal { .. } | Law::TruncatedNormal { .. } => {
            earlier.stream == later.stream && same_places(earlier, later, true)
        }
        // Code that makes or draws values is known by its description alone.
        Law::Made { .. } | Law::Drawn => {
            earlier.stream == later.stream
                && earlier.initializer() == later.initializer()
                && earlier.axes.options().1.groups == later.axes.options().1.groups
                && earlier.axes.roles() == later.axes.roles()
                && (!takes_split(later) || split(earlier) == split(later))
                && same_places(earlier, later, false)
        }
    }
}

/// Returns true if both laws are written as the same bits: 0 and -0 are not.
fn same_law(earlier: &Law, later: &Law) -> bool {
    match (earlier, later) {
        (Law::Constant(earlier), Law::Constant(later)) => earlier.to_bits() == later.to_bits(),
        _ => earlier == later,
    }
}

/// Whether values that are made may depend on `split`: those of the crate's own words only where they
/// are made part by part.
fn takes_split(entry: &Entry) -> bool {
    let word = entry.initializer().split([',', ' ']).next();
    word.is_none_or(|word| initializer(word).is_none())
        || entry.initializer().ends_with("per_part")
        || entry.axes.widths().is_some()
}

fn split(entry: &Entry) -> &[usize] {
    entry.axes.options().1.split.as_deref().unwrap_or(&[1])
}

/// Returns true if each index of the canonical order keeps its position. In row-major order another
/// shape leaves values that depend on their index alone (`flat`) in place.
fn same_places(earlier: &Entry, later: &Entry, flat: bool) -> bool {
    if earlier.shape() == later.shape() {
        return earlier.axes.order() == later.axes.order();
    }
    let row_major = earlier.axes.is_identity() && later.axes.is_identity();
    earlier.axes.shape == later.axes.shape || flat && row_major && earlier.len() == later.len()
}

/// The aspects in which they differ, those of the tensor first.
pub(super) fn differences(earlier: &Entry, later: &Entry) -> Vec<Difference> {
    let mut found = Vec::new();
    let mut compare = |aspect, same: bool, said: &dyn Fn(&Entry) -> String| {
        if !same {
            found.push(Difference {
                aspect,
                earlier: said(earlier),
                later: said(later),
            });
        }
    };
    let (a, b) = (earlier, later);
    compare(Aspect::Module, a.module == b.module, &|entry| {
        entry.module().unwrap_or("none").into()
    });
    compare(Aspect::Shape, a.shape() == b.shape(), &|entry| {
        format!("{:?}", entry.shape())
    });
    compare(Aspect::DType, a.dtype == b.dtype, &|entry| {
        entry.dtype.to_string()
    });
    compare(Aspect::Axes, axes(a) == axes(b), &axes);
    compare(
        Aspect::Initializer,
        a.initializer() == b.initializer(),
        &|entry| entry.initializer().into(),
    );
    // Numbers that are equal when rounded are shown in full.
    let rounded = described(&a.law) != described(&b.law);
    compare(Aspect::Law, same_law(&a.law, &b.law), &|entry| {
        if rounded {
            described(&entry.law)
        } else {
            format!("{:?}", entry.law)
        }
    });
    compare(Aspect::Stream, a.stream == b.stream, &|entry| {
        format!("{:016x}", entry.stream)
    });
    compare(Aspect::Fans, fans(a) == fans(b), &fans);
    compare(Aspect::ChosenBy, same_source(a, b), &|entry| {
        entry.chosen_by().to_string()
    });
    compare(Aspect::Shape, a.part == b.part, &|entry| {
        (entry.part.as_ref()).map_or_else(|| "all values".into(), ToString::to_string)
    });
    compare(Aspect::ChosenBy, a.follows == b.follows, &follows);
    compare(
        Aspect::Overruled,
        a.overruled() == b.overruled(),
        &overruled,
    );
    compare(Aspect::Buffer, a.buffer == b.buffer, &|entry| {
        if entry.buffer { "buffer" } else { "parameter" }.into()
    });
    compare(Aspect::Aliases, a.aliases == b.aliases, &|entry| {
        listed(&entry.aliases, |alias| format!("`{alias}`"))
    });
    found
}

fn listed<T>(elements: &[T], said: impl Fn(&T) -> String) -> String {
    if elements.is_empty() {
        return "none".into();
    }
    let said: Vec<String> = elements.iter().map(said).collect();
    said.join(", ")
}

/// The order of the axes, where it is not the tensor's own, and the field's options for them.
fn axes(entry: &Entry) -> String {
    let mut said = Vec::new();
    if !entry.axes.is_identity() {
        said.push(format!("order {:?}", entry.axes.order()));
    }
    if entry.axes.stacked > 0 {
        said.push(format!("stacked {}", entry.axes.stacked));
    }
    let (transposed, options) = entry.axes.options();
    if transposed {
        said.push("transposed".into());
    }
    let roles = entry.axes.roles();
    for (key, number) in [("outputs", roles.outputs), ("inputs", roles.inputs)] {
        if number > 1 {
            said.push(format!("{key} {number}"));
        }
    }
    let AxisOptions {
        layout: _,
        padding: _,
        groups,
        split,
        fan_in,
        fan_out,
        embedding,
        mup,
        base_fan_in,
        base_fan_out,
    } = options;
    said.extend(groups.map(|groups| format!("groups {groups}")));
    said.extend(
        split
            .as_deref()
            .map(|split| format!("split {}", indices_shown(split))),
    );
    if *embedding {
        said.push("embedding".into());
    }
    said.extend(mup.map(|role| format!("mup {}", role.name())));
    for (key, number) in [
        ("fan_in", fan_in),
        ("fan_out", fan_out),
        ("base_fan_in", base_fan_in),
        ("base_fan_out", base_fan_out),
    ] {
        said.extend(number.map(|number| format!("{key} {number}")));
    }
    said.extend(
        entry
            .padding()
            .map(|padding| format!("padding_index {padding}")),
    );
    if said.is_empty() {
        "as they are".into()
    } else {
        said.join(", ")
    }
}

fn follows(entry: &Entry) -> String {
    let follows = entry.follows().map(ToString::to_string);
    follows.unwrap_or_else(|| "its own values".into())
}

fn fans(entry: &Entry) -> String {
    match entry.fans().filter(|_| entry.counts_fans) {
        Some(fans) => format!("{} in, {} out", fans.fan_in, fans.fan_out),
        None => "not counted".into(),
    }
}

/// Whether the initializers have one source. That of a field is compared by itself.
fn same_source(earlier: &Entry, later: &Entry) -> bool {
    match (earlier.chosen_by(), later.chosen_by()) {
        (Chosen::Field { .. }, Chosen::Field { .. }) => true,
        (earlier, later) => earlier == later,
    }
}

fn overruled(entry: &Entry) -> String {
    listed(entry.overruled(), |lost| match lost {
        Chosen::Field { initializer } | Chosen::Default { initializer, .. } => {
            format!("`{initializer}`")
        }
        rule @ Chosen::Rule { .. } => rule.to_string(),
    })
}
