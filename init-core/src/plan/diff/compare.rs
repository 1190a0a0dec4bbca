//! Two entries of one parameter, compared.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use init_grammar::initializer;

use super::{Aspect, Difference};
use crate::law::{Law, described};
use crate::plan::{Chosen, Entry};
use crate::tensor::AxisOptions;

/// Returns true if a reset with the same key writes the same values.
pub(super) fn same_values(earlier: &Entry, later: &Entry) -> bool {
    if earlier.dtype != later.dtype || !same_law(&earlier.law, &later.law) {
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
                && earlier.axes.stacked == later.axes.stacked
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
    word.is_none_or(|word| initializer(word).is_none()) || entry.initializer().ends_with("per_part")
}

fn split(entry: &Entry) -> usize {
    entry.axes.options().1.split.unwrap_or(1)
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
    let AxisOptions {
        layout: _,
        groups,
        split,
        fan_in,
        fan_out,
    } = *options;
    for (key, number) in [("groups", groups), ("split", split)] {
        said.extend(number.map(|number| format!("{key} {number}")));
    }
    for (key, number) in [("fan_in", fan_in), ("fan_out", fan_out)] {
        said.extend(number.map(|number| format!("{key} {number}")));
    }
    if said.is_empty() {
        "as they are".into()
    } else {
        said.join(", ")
    }
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
