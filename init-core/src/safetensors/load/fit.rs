//! Whether the tensors that were found fit a parameter, and which of their values are which of its.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use core::ops::Range;

use init_grammar::short;

use super::find::{Leaf, Share};
use super::options::Allowed;
use super::remedy;
use crate::error::{ErrorKind, Problem};
use crate::safetensors::archive::Place;
use crate::safetensors::inventory::Item;
use crate::safetensors::numbers;
use crate::tensor::{Axes, AxisOptions, Part, shown};

/// The part of a tensor of the file that is a box of a parameter.
#[derive(Debug)]
pub(super) struct Piece {
    pub(super) name: String,
    pub(super) place: Place,
    /// The indices along each axis of the tensor.
    pub(super) region: Vec<Range<usize>>,
    /// The indices along each axis of the parameter, its axes in the order of the file.
    pub(super) indices: Vec<Range<usize>>,
    /// The tensor's axis that each of these is, if it has one.
    pub(super) axes: Vec<Option<usize>>,
}

impl Piece {
    /// The positions in the tensor from the first value of the region to its last.
    pub(super) fn positions(&self) -> Range<usize> {
        if self.region.iter().any(Range::is_empty) {
            return 0..0;
        }
        let strides = row_major(&self.place.shape);
        let of = |index: &dyn Fn(&Range<usize>) -> usize| -> usize {
            (self.region.iter().zip(&strides))
                .map(|(range, stride)| index(range) * stride)
                .sum()
        };
        of(&|range| range.start)..of(&|range| range.end - 1) + 1
    }
}

/// All that a file has of a parameter.
#[derive(Debug)]
pub(super) struct Source {
    /// The parameter's own axis at each position in the file.
    pub(super) order: Vec<usize>,
    pub(super) pieces: Vec<Piece>,
    /// Where the file may have fewer values: the place among the options of what makes the others.
    pub(super) grown: Option<usize>,
    /// The part of the parameter that this process holds, and alone reads.
    pub(super) part: Option<Part>,
}

/// An axis that a tensor should have.
#[derive(Debug, Clone)]
struct Wanted {
    /// The position of the parameter's axis that it is.
    position: Option<usize>,
    /// Its length, where the tensor does not choose it.
    length: Option<usize>,
    /// The indices of it that are the parameter's.
    indices: Range<usize>,
}

/// The values of a parameter in the tensors that were found for one of its paths.
pub(super) fn fit(
    item: &Item,
    leaves: &[Leaf],
    allowed: &Allowed<'_>,
    file: &str,
) -> Result<Source, Problem> {
    let order = file_order(item, allowed.layout)?;
    let mut pieces = Vec::with_capacity(leaves.len());
    let mut reached = 0;
    for leaf in leaves {
        check_type(item, leaf, allowed.rounded, file)?;
        if let Share::Joined { first: true, .. } = leaf.share {
            reached = 0;
        }
        let output = item.output_axis(leaf.layer.map(|(axis, _)| axis));
        let wanted = wanted(item, leaf, &order, output);
        let piece = piece(item, leaf, allowed, &wanted, &order, reached)
            .ok_or_else(|| another_shape(item, leaf, allowed, &wanted, file))?;
        if let (Share::Joined { last, .. }, Some(output)) = (leaf.share, output) {
            let position = order.iter().position(|&axis| axis == output);
            reached = position.map_or(0, |position| piece.indices[position].end);
            let length = item.shape[output];
            if reached > length || (last && reached < length) {
                return Err(Problem::new(
                    ErrorKind::Shape,
                    format!(
                        "the tensor has {length} outputs, but its parts up to `{}` in `{file}` have {reached}",
                        short(&leaf.name)
                    ),
                )
                .help("name other parts in `fused`, or make the shapes equal"));
            }
        }
        pieces.push(piece);
    }
    Ok(Source {
        order,
        pieces,
        grown: allowed.grown,
        part: item.part.as_ref().map(|(_, part)| part.clone()),
    })
}

/// At each position in the file the parameter's own axis, if it has this layout there.
fn file_order(item: &Item, layout: Option<&str>) -> Result<Vec<usize>, Problem> {
    let own = (0..item.shape.len()).collect();
    let Some(layout) = layout else { return Ok(own) };
    let options = AxisOptions {
        layout: Some(layout.into()),
        ..AxisOptions::default()
    };
    let (dtype, shape) = item.in_file();
    let there = Axes::new(shape, &options)
        .map_err(|problem| problem.note("it is the layout in the file: `Load::layout`"))?
        .of_elements(dtype);
    if there.stacked != item.stacked {
        return Err(Problem::new(
            ErrorKind::Layout,
            format!(
                "the layout {layout:?} in the file stacks {} axes, that of the tensor {}",
                there.stacked, item.stacked
            ),
        )
        .help("write a `*` for each axis along which layers are stacked"));
    }
    let mut order = own;
    for (&there, &here) in there.order().iter().zip(&item.canonical) {
        order[there] = here;
    }
    Ok(order)
}

/// The axes that a tensor should have, in the order of the file.
fn wanted(item: &Item, leaf: &Leaf, order: &[usize], output: Option<usize>) -> Vec<Wanted> {
    let leads = leaf.leads.iter().map(|&(index, count)| Wanted {
        position: None,
        length: Some(count),
        indices: index..index + 1,
    });
    let layer = leaf.layer.map(|(axis, _)| axis);
    let own = (order.iter().enumerate())
        .filter(|&(_, &axis)| Some(axis) != layer)
        .map(|(position, &axis)| {
            let length = item.shape[axis];
            let (length, indices) = match leaf.share {
                Share::Joined { .. } if Some(axis) == output => (None, 0..0),
                Share::Cut { before, total } if Some(axis) == output => {
                    (Some(total), before..before.saturating_add(length))
                }
                _ => (Some(length), 0..length),
            };
            Wanted {
                position: Some(position),
                length,
                indices,
            }
        });
    leads.chain(own).collect()
}

/// The part of a tensor that is the parameter's; none if its shape is another.
fn piece(
    item: &Item,
    leaf: &Leaf,
    allowed: &Allowed<'_>,
    wanted: &[Wanted],
    order: &[usize],
    reached: usize,
) -> Option<Piece> {
    // A part of something without an axis of outputs would be the whole.
    if leaf.share != Share::Whole && wanted.iter().all(|axis| axis.is_whole(item, order)) {
        return None;
    }
    let shape = &leaf.place.shape;
    let grows = allowed.grown.is_some() && leaf.share == Share::Whole && leaf.layer.is_none();
    let found = aligned(wanted, shape, allowed.squeezed, grows)?;
    let mut piece = Piece {
        name: leaf.name.clone(),
        place: leaf.place.clone(),
        region: shape.iter().map(|&length| 0..length).collect(),
        indices: order.iter().map(|&axis| 0..item.shape[axis]).collect(),
        axes: alloc::vec![None; order.len()],
    };
    for (axis, found) in wanted.iter().zip(found) {
        let Some(found) = found else { continue };
        let indices = match axis.length {
            Some(_) => axis.indices.start..axis.indices.end.min(shape[found]),
            None => 0..shape[found],
        };
        if let Some(position) = axis.position {
            let start = if axis.length.is_none() { reached } else { 0 };
            piece.indices[position] = start..start.saturating_add(indices.len());
            piece.axes[position] = Some(found);
        }
        piece.region[found] = indices;
    }
    if let Some((layer, index)) = leaf.layer
        && let Some(position) = order.iter().position(|&axis| axis == layer)
    {
        piece.indices[position] = index..index + 1;
    }
    Some(piece)
}

impl Wanted {
    fn is_whole(&self, item: &Item, order: &[usize]) -> bool {
        (self.position).is_none_or(|position| self.length == Some(item.shape[order[position]]))
    }

    fn takes(&self, length: usize, grows: bool) -> bool {
        match self.length {
            Some(own) if grows && self.position.is_some() => length <= own,
            Some(own) => length == own,
            None => true,
        }
    }
}

/// The axis of a tensor that each of the wanted axes is; those of length 1 may be none.
fn aligned(
    wanted: &[Wanted],
    shape: &[usize],
    squeezed: bool,
    grows: bool,
) -> Option<Vec<Option<usize>>> {
    let fits = |mut pairs: core::iter::Zip<
        core::slice::Iter<'_, usize>,
        core::slice::Iter<'_, usize>,
    >| { pairs.all(|(&axis, &found)| wanted[axis].takes(shape[found], grows)) };
    let all: Vec<usize> = (0..wanted.len()).collect();
    let there: Vec<usize> = (0..shape.len()).collect();
    if all.len() == there.len() && fits(all.iter().zip(&there)) {
        return Some(there.into_iter().map(Some).collect());
    }
    if !squeezed {
        return None;
    }
    let long: Vec<usize> = (all.into_iter())
        .filter(|&axis| wanted[axis].length != Some(1))
        .collect();
    let there: Vec<usize> = (there.into_iter())
        .filter(|&axis| shape[axis] != 1)
        .collect();
    if long.len() != there.len() || !fits(long.iter().zip(&there)) {
        return None;
    }
    let mut found = alloc::vec![None; wanted.len()];
    for (axis, there) in long.into_iter().zip(there) {
        found[axis] = Some(there);
    }
    Some(found)
}

fn check_type(item: &Item, leaf: &Leaf, rounded: bool, file: &str) -> Result<(), Problem> {
    let (name, stored) = (short(&leaf.name), leaf.place.dtype);
    if numbers::holds(item.dtype, stored) {
        return Ok(());
    }
    let problem = Problem::new(
        ErrorKind::DType,
        format!(
            "the tensor's type {} does not hold every value of `{name}` in `{file}`, which is {stored}",
            item.dtype
        ),
    );
    if !numbers::rounds(item.dtype, stored) {
        return Err(problem
            .help("convert the file, or load it into a tensor of its type")
            .note(if numbers::are_integers(stored) || item.dtype.is_integer() {
                "an integer is read as one of a type that has all of its values, a boolean as any integer too, a float as neither"
            } else {
                "f16 and bf16 are read as themselves, f32 and f64, f32 as f64, and eight bits as any of these"
            }));
    }
    if rounded {
        return Ok(());
    }
    Err(problem
        .help("round each value to the nearest: `Load::new().rounded()`")
        .note(format!(
            "a value that is then beyond the largest {}, {:e}, is an error",
            item.dtype,
            item.dtype.largest()
        )))
}

fn another_shape(
    item: &Item,
    leaf: &Leaf,
    allowed: &Allowed<'_>,
    wanted: &[Wanted],
    file: &str,
) -> Problem {
    let (name, found) = (short(&leaf.name), &leaf.place.shape);
    let alone = leaf.leads.is_empty() && leaf.layer.is_none() && leaf.share == Share::Whole;
    let message = if alone {
        format!(
            "the tensor has shape {}, but `{name}` in `{file}` has {}",
            shown(&item.shape),
            shown(found)
        )
    } else {
        let lengths: Vec<String> = (wanted.iter())
            .map(|axis| {
                axis.length
                    .map_or_else(|| "_".into(), |length| format!("{length}"))
            })
            .collect();
        format!(
            "the tensor has shape {}, for which `{name}` in `{file}` would have [{}], but it has {}",
            shown(&item.shape),
            lengths.join(", "),
            shown(found)
        )
    };
    let fits = |allowed: &Allowed<'_>| {
        let order = file_order(item, allowed.layout).ok()?;
        let output = item.output_axis(leaf.layer.map(|(axis, _)| axis));
        let wanted = self::wanted(item, leaf, &order, output);
        piece(item, leaf, allowed, &wanted, &order, 0).map(drop)
    };
    let problem = Problem::new(ErrorKind::Shape, message);
    let problem = match &item.part {
        Some((_, part)) => {
            let held = shown(&part.shape());
            problem.note(format!(
                "of the tensor this process holds a part of shape {held}"
            ))
        }
        None => problem,
    };
    remedy::of_shape(problem, item, allowed, found, &|allowed| {
        fits(allowed).is_some()
    })
}

/// The step between neighbours along each axis of a tensor that is row-major.
pub(super) fn row_major(shape: &[usize]) -> Vec<usize> {
    let mut strides = alloc::vec![1_usize; shape.len()];
    for axis in (1..shape.len()).rev() {
        // A shape without values may have lengths that cannot be multiplied.
        strides[axis - 1] = strides[axis].saturating_mul(shape[axis]);
    }
    strides
}
