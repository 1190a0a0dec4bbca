//! The roles of a tensor's axes, and the fans that follow from them.

use alloc::borrow::Cow;
use alloc::boxed::Box;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use init_grammar::{Range, Rank, layout_fault, message};

use super::{Fans, Lengths, Padding, count, shown};
use crate::error::{ErrorKind, Problem};

/// The options of a parameter that give its axes their roles.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct AxisOptions<'a> {
    pub(crate) layout: Option<Cow<'a, str>>,
    pub(crate) groups: Option<usize>,
    pub(crate) split: Option<usize>,
    pub(crate) fan_in: Option<f64>,
    pub(crate) fan_out: Option<f64>,
    /// The indices along `o` whose values are 0.
    pub(crate) padding: Option<Vec<usize>>,
}

impl AxisOptions<'_> {
    /// These options, and for those that are not given the others.
    pub(crate) fn or(&self, others: &Self) -> Self {
        Self {
            layout: self.layout.as_ref().or(others.layout.as_ref()).cloned(),
            groups: self.groups.or(others.groups),
            split: self.split.or(others.split),
            fan_in: self.fan_in.or(others.fan_in),
            fan_out: self.fan_out.or(others.fan_out),
            padding: self.padding.as_ref().or(others.padding.as_ref()).cloned(),
        }
    }
}

/// The axes of one tensor in canonical order: stacked axes, `o`, `i`, receptive field where a
/// layout is declared, and the tensor's own order otherwise.
///
/// A plan holds one for each parameter: the parts that few tensors have are boxed.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Axes {
    /// The lengths of the axes in canonical order.
    pub(crate) shape: Lengths,
    /// The number of leading axes that are stacks of independent layers.
    pub(crate) stacked: usize,
    /// True where all groups lie along the input axis, as a transposed convolution stores them.
    transposed: bool,
    /// The tensor's own order, where it differs.
    own: Option<Box<OwnOrder>>,
    /// The options of the field other than its layout, where it has any.
    options: Option<Box<AxisOptions<'static>>>,
}

/// The order of the axes of a tensor that is not in canonical order.
#[derive(Debug, Clone, PartialEq)]
struct OwnOrder {
    /// `order[k]` is the tensor's axis at position k of the canonical order.
    order: Lengths,
    /// The lengths of the axes in the tensor's order.
    shape: Lengths,
}

/// The options of a field without options.
static NOTHING: AxisOptions<'static> = AxisOptions {
    layout: None,
    groups: None,
    split: None,
    fan_in: None,
    fan_out: None,
    padding: None,
};

impl Axes {
    /// Resolves the options against the shape of a tensor.
    pub(crate) fn new(shape: &[usize], options: &AxisOptions<'_>) -> Result<Self, Problem> {
        if *options == NOTHING {
            return Ok(Self {
                shape: shape.into(),
                stacked: 0,
                transposed: false,
                own: None,
                options: None,
            });
        }
        let (order, stacked, transposed) = match options.layout.as_deref() {
            Some(layout) => read_layout(layout, shape)?,
            None => ((0..shape.len()).collect(), 0, false),
        };
        Self::ordered(shape, order, stacked, transposed, options)
    }

    /// The axes of a tensor of `shape` in this order: those of a stored plan, or of a file.
    #[cfg(any(feature = "serde", feature = "safetensors-0_8"))]
    pub(crate) fn stored(
        shape: &[usize],
        order: &[usize],
        stacked: usize,
        transposed: bool,
        options: &AxisOptions<'_>,
    ) -> Result<Self, Problem> {
        let mut sorted = order.to_vec();
        sorted.sort_unstable();
        if !sorted.iter().copied().eq(0..shape.len()) || stacked > shape.len() {
            return Err(Problem::new(
                ErrorKind::Layout,
                format!(
                    "`order` {} and `stacked` {stacked} do not fit the shape {}",
                    shown(order),
                    shown(shape)
                ),
            ));
        }
        Self::ordered(shape, order.into(), stacked, transposed, options)
    }

    fn ordered(
        shape: &[usize],
        order: Lengths,
        stacked: usize,
        transposed: bool,
        options: &AxisOptions<'_>,
    ) -> Result<Self, Problem> {
        let options = AxisOptions {
            layout: None,
            groups: options.groups,
            split: options.split,
            fan_in: options.fan_in,
            fan_out: options.fan_out,
            padding: options.padding.as_deref().and_then(distinct),
        };
        let axes = Self {
            shape: order.iter().map(|&axis| shape[axis]).collect(),
            stacked,
            transposed,
            own: (!order.is_sorted()).then(|| {
                let shape = shape.into();
                Box::new(OwnOrder { order, shape })
            }),
            options: (options != NOTHING).then(|| Box::new(options)),
        };
        axes.check_options()?;
        Ok(axes)
    }

    /// True where all groups lie along the input axis, and the options of the field other than its
    /// layout.
    pub(crate) fn options(&self) -> (bool, &AxisOptions<'static>) {
        (self.transposed, self.given())
    }

    /// The options of the field other than its layout.
    pub(super) fn given(&self) -> &AxisOptions<'static> {
        self.options.as_deref().unwrap_or(&NOTHING)
    }

    /// At position k, the tensor's axis that the canonical order has there.
    pub(crate) fn order(&self) -> Cow<'_, [usize]> {
        const FEW: [usize; 8] = [0, 1, 2, 3, 4, 5, 6, 7];
        match (&self.own, FEW.get(..self.shape.len())) {
            (Some(own), _) => Cow::Borrowed(&own.order),
            (None, Some(order)) => Cow::Borrowed(order),
            (None, None) => Cow::Owned((0..self.shape.len()).collect()),
        }
    }

    /// The lengths of the axes in the tensor's own order.
    pub(crate) fn own_shape(&self) -> &[usize] {
        self.own.as_ref().map_or(&self.shape, |own| &own.shape)
    }

    /// The distance of neighbours along each of the tensor's own axes where it is row-major.
    pub(crate) fn own_strides(&self) -> Vec<usize> {
        let mut strides = self.own_shape().to_vec();
        let mut step = 1;
        for stride in strides.iter_mut().rev() {
            step *= core::mem::replace(stride, step);
        }
        strides
    }

    /// Returns true if the canonical order is the tensor's own.
    pub(crate) fn is_identity(&self) -> bool {
        self.own.is_none()
    }

    fn check_options(&self) -> Result<(), Problem> {
        let given = self.given();
        for (key, fan) in [("fan_in", given.fan_in), ("fan_out", given.fan_out)] {
            if let Some(fan) = fan.filter(|fan| !Range::Positive.holds(*fan)) {
                let message = message::outside(key, Range::Positive, fan);
                return Err(Problem::of(ErrorKind::FanZero, message));
            }
        }
        for (key, parts) in [("groups", given.groups), ("split", given.split)] {
            let Some(parts) = parts else { continue };
            let (letter, length) = match (key, self.transposed) {
                ("groups", true) => ('i', self.shape.get(self.stacked + 1)),
                _ => ('o', self.shape.get(self.stacked)),
            };
            let length = length.copied().unwrap_or(1);
            if parts == 0 || length % parts != 0 {
                let message = message::not_divisible(key, parts, letter, length);
                return Err(Problem::of(ErrorKind::NotDivisible, message));
            }
        }
        self.check_padding()
    }

    fn check_padding(&self) -> Result<(), Problem> {
        let Some(last) = self
            .given()
            .padding
            .as_ref()
            .and_then(|padding| padding.last())
        else {
            return Ok(());
        };
        let rows = self.shape.get(self.stacked).copied().unwrap_or(0);
        if *last < rows {
            return Ok(());
        }
        let text = format!("`padding_index = {last}` is beyond the `o` axis of length {rows}");
        Err(Problem::new(ErrorKind::Argument, text).help("count from 0, up to the length less 1"))
    }

    /// The number of values.
    pub(crate) fn count(&self) -> usize {
        count(&self.shape)
    }

    /// Calls `hear` with every number that makes these axes what they are, in one order.
    pub(crate) fn for_each_number(&self, mut hear: impl FnMut(u64)) {
        let Self {
            shape,
            stacked,
            transposed,
            own,
            options,
        } = self;
        shape.iter().for_each(|&length| hear(length as u64));
        hear(*stacked as u64);
        if own.is_none() && options.is_none() {
            return;
        }
        hear(u64::from(*transposed));
        let order = own.iter().flat_map(|own| own.order.iter());
        order.for_each(|&axis| hear(axis as u64));
        let AxisOptions {
            layout: _,
            groups,
            split,
            fan_in,
            fan_out,
            padding,
        } = self.given();
        for count in [groups, split] {
            hear(count.map_or(0, |count| count as u64));
        }
        for fan in [fan_in, fan_out] {
            hear(fan.map_or(u64::MAX, f64::to_bits));
        }
        let padding = padding.iter().flatten();
        padding.for_each(|&index| hear(index as u64));
    }

    /// Drops the padding.
    pub(crate) fn leave_padding(&mut self) {
        if let Some(options) = &mut self.options {
            options.padding = None;
        }
    }

    /// The values that are 0 whatever the law.
    pub(crate) fn padding(&self) -> Option<Padding<'_>> {
        let rows = self.given().padding.as_deref()?;
        Some(Padding::new(rows, &self.shape[self.stacked..]))
    }

    /// The fans, for the initializer `name`.
    pub(crate) fn fans(&self, name: &str) -> Result<Fans, Problem> {
        let given = self.given();
        if let (Some(fan_in), Some(fan_out)) = (given.fan_in, given.fan_out) {
            return Ok(Fans { fan_in, fan_out });
        }
        let [output, input, field @ ..] = &self.shape[self.stacked..] else {
            let found = format!("found shape {}", shown(&self.shape));
            let message = message::needs_axes(name, Rank::Fans, &found);
            return Err(Problem::of(ErrorKind::Rank, message));
        };
        let field: f64 = field.iter().map(|&length| length as f64).product();
        let groups = given.groups.unwrap_or(1) as f64;
        let (in_groups, out_groups) = if self.transposed {
            (groups, 1.0)
        } else {
            (1.0, groups)
        };
        let split = given.split.unwrap_or(1) as f64;
        Ok(Fans {
            fan_in: given.fan_in.unwrap_or(*input as f64 / in_groups * field),
            fan_out: given
                .fan_out
                .unwrap_or(*output as f64 / out_groups / split * field),
        })
    }
}

impl Axes {
    /// The derivation of the fans: `i 64 · field 3·3 / groups 32`, for the fan in and for the fan
    /// out.
    pub(crate) fn explain_fans(&self) -> Option<[String; 2]> {
        let AxisOptions {
            groups,
            split,
            fan_in,
            fan_out,
            layout: _,
            padding: _,
        } = *self.given();
        let given = |fan: Option<f64>| fan.map(|fan| format!("{fan}, as given"));
        if let (Some(fan_in), Some(fan_out)) = (given(fan_in), given(fan_out)) {
            return Some([fan_in, fan_out]);
        }
        let [output, input, field @ ..] = &self.shape[self.stacked..] else {
            return None;
        };
        let lengths: Vec<String> = field.iter().map(ToString::to_string).collect();
        let field = if lengths.is_empty() {
            String::new()
        } else {
            format!(" · field {}", lengths.join("·"))
        };
        let over = |key: &str, parts: Option<usize>| {
            parts.map_or_else(String::new, |parts| format!(" / {key} {parts}"))
        };
        let groups = over("groups", groups);
        let (in_groups, out_groups) = if self.transposed {
            (groups.as_str(), "")
        } else {
            ("", groups.as_str())
        };
        let split = over("split", split);
        Some([
            given(fan_in).unwrap_or_else(|| format!("i {input}{in_groups}{field}")),
            given(fan_out).unwrap_or_else(|| format!("o {output}{out_groups}{split}{field}")),
        ])
    }

    /// Returns true if the field declares fused weights.
    pub(crate) fn is_split(&self) -> bool {
        self.given().split.is_some()
    }

    /// Whether the field declares the fan in, and the fan out.
    pub(crate) fn given_fans(&self) -> (bool, bool) {
        let given = self.given();
        (given.fan_in.is_some(), given.fan_out.is_some())
    }

    /// Returns true if the weight is stored as a transposed convolution's.
    pub(crate) fn is_transposed(&self) -> bool {
        self.transposed
    }
}

/// Indices in order, each once; `None` where there are none.
fn distinct(indices: &[usize]) -> Option<Vec<usize>> {
    let mut indices = indices.to_vec();
    indices.sort_unstable();
    indices.dedup();
    (!indices.is_empty()).then_some(indices)
}

type Order = (Lengths, usize, bool);

fn read_layout(layout: &str, shape: &[usize]) -> Result<Order, Problem> {
    let letters: Vec<char> = layout.chars().collect();
    if let Some(fault) = layout_fault(layout) {
        let message = message::bad_layout(layout, fault);
        return Err(Problem::of(ErrorKind::Layout, message));
    }
    if letters.len() != shape.len() {
        let message = message::layout_of_other_rank(layout, shape.len(), Some(shape));
        return Err(Problem::of(ErrorKind::Layout, message));
    }
    let axes_of = |wanted: &dyn Fn(char) -> bool| -> Vec<usize> {
        (0..letters.len())
            .filter(|&axis| wanted(letters[axis]))
            .collect()
    };
    let stacked = axes_of(&|letter| letter == '*');
    let mut order = stacked.clone();
    order.extend(axes_of(&|letter| letter == 'o'));
    order.extend(axes_of(&|letter| letter == 'i'));
    order.extend(axes_of(&|letter| !"*oi".contains(letter)));
    let field = letters.len() - stacked.len() - 2;
    let first = letters.iter().find(|&&letter| letter != '*');
    Ok((
        order[..].into(),
        stacked.len(),
        first == Some(&'i') && field > 0,
    ))
}
