//! The option that would load what does not fit, where its shape or its name tells.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use init_grammar::{glob_fault, short};

use super::options::Allowed;
use crate::error::Problem;
use crate::safetensors::inventory::Item;

/// Adds the option with which a tensor of another shape fits, to its problem; `fits` tries one.
pub(super) fn of_shape(
    problem: Problem,
    item: &Item,
    allowed: &Allowed<'_>,
    found: &[usize],
    fits: &dyn Fn(&Allowed<'_>) -> bool,
) -> Problem {
    let path = short(&item.path);
    let make_equal =
        || format!("make the shapes equal, or leave it as it is with `except({path:?})`");
    let Some(glob) = as_glob(&item.path) else {
        return problem.help(make_equal());
    };
    let with = |layout: Option<&str>, squeezed: bool, grown: Option<usize>| {
        fits(&Allowed {
            layout,
            squeezed,
            grown,
            rounded: allowed.rounded,
        })
    };
    if allowed.layout.is_some() && with(None, allowed.squeezed, allowed.grown) {
        return problem.help("it fits as it is: let the glob of `layout` leave it out");
    }
    if with(allowed.layout, true, allowed.grown) {
        return problem.help(format!(
            "leave the axes of length 1 out of account: `Load::new().squeezed({glob:?})`"
        ));
    }
    let layouts: Vec<String> = (layouts(item).into_iter())
        .filter(|layout| with(Some(layout), false, None))
        .collect();
    match &*layouts {
        [layout] => {
            let problem = problem.help(format!(
                "give the order of its axes in the file: `Load::new().layout({glob:?}, {layout:?})`"
            ));
            return if item.shape.len() == 2 {
                problem.note("the file has it transposed: PyTorch stores a linear weight as outputs by inputs, JAX and Keras as inputs by outputs")
            } else {
                problem.note("the file has its axes in another order")
            };
        }
        [] => {}
        several => {
            return problem
                .help(format!(
                    "give the order of its axes in the file: `Load::new().layout({glob:?}, …)`, with one of {}",
                    init_grammar::listed(several)
                ))
                .note("the file has its axes in another order");
        }
    }
    if allowed.grown.is_none() && with(allowed.layout, allowed.squeezed, Some(0)) {
        return problem
            .help(format!("fill what the file lacks as a reset does: `Load::new().grow({glob:?}, &Reset::seed(1))`"))
            .note("the file has fewer values along some axes; they would be the first");
    }
    let sorted = |shape: &[usize]| {
        let mut lengths = shape.to_vec();
        lengths.sort_unstable();
        lengths
    };
    let problem = problem.help(make_equal());
    if sorted(found) == sorted(&item.shape) {
        return problem.note("the file has its axes in another order");
    }
    problem
}

/// The layouts that a tensor may have in a file, other than its own.
fn layouts(item: &Item) -> Vec<String> {
    let (_, shape) = item.in_file();
    let field = match shape.len().checked_sub(item.stacked + 2) {
        Some(0) => "",
        Some(1) => "w",
        Some(2) => "hw",
        Some(3) => "dhw",
        _ => return Vec::new(),
    };
    let stars = "*".repeat(item.stacked);
    let mut own: Vec<char> = alloc::vec![' '; shape.len()];
    for (letter, &axis) in format!("{stars}oi{field}").chars().zip(&item.canonical) {
        own[axis] = letter;
    }
    let own = String::from_iter(own);
    let mut layouts: Vec<String> = [
        format!("{stars}oi{field}"),
        format!("{stars}io{field}"),
        format!("{stars}{field}io"),
        format!("{stars}{field}oi"),
        format!("{stars}o{field}i"),
        format!("{stars}i{field}o"),
    ]
    .into();
    layouts.sort();
    layouts.dedup();
    layouts.retain(|layout| *layout != own);
    layouts
}

/// A name as a glob that matches it alone, where it can be one.
pub(super) fn as_glob(name: &str) -> Option<String> {
    (glob_fault(name).is_none() && !name.contains('*') && short(name) == name)
        .then(|| name.to_string())
}
