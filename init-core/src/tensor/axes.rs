//! The roles of a tensor's axes, and the fans that follow from them.

use alloc::borrow::Cow;
use alloc::boxed::Box;
#[cfg(any(feature = "serde", feature = "safetensors-0_8"))]
use alloc::format;
use alloc::vec::Vec;

use super::layout::{Roles, read_layout};
use super::{AxisOptions, Indices, Lengths, Padding, count};
use crate::dtype::DType;
#[cfg(any(feature = "serde", feature = "safetensors-0_8"))]
use crate::error::ErrorKind;
use crate::error::Problem;

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
    /// The numbers of output axes and of input axes.
    outputs: u8,
    inputs: u8,
    /// True where all groups lie along the input axis, as a transposed convolution stores them.
    transposed: bool,
    /// True where the last axis has the real and the imaginary part of complex numbers.
    complex: bool,
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
    embedding: false,
    mup: None,
    base_fan_in: None,
    base_fan_out: None,
};

impl Axes {
    /// Resolves the options against the shape of a tensor.
    pub(crate) fn new(shape: &[usize], options: &AxisOptions<'_>) -> Result<Self, Problem> {
        if *options == NOTHING {
            return Ok(Self::plain(shape));
        }
        let (order, roles) = match options.layout.as_deref() {
            Some(layout) => read_layout(layout, shape)?,
            None => ((0..shape.len()).collect(), Roles::default()),
        };
        Self::ordered(shape, order, roles, options)
    }

    /// The axes of a tensor without options.
    pub(super) fn plain(shape: &[usize]) -> Self {
        Self {
            shape: shape.into(),
            stacked: 0,
            outputs: 1,
            inputs: 1,
            transposed: false,
            complex: false,
            own: None,
            options: None,
        }
    }

    /// The axes of so many of the numbers, as a vector of elements.
    pub(super) fn flat(&self, count: usize) -> Self {
        let mut axes = Self::plain(&[count]);
        if self.complex {
            axes.shape = Lengths::with(&[count / 2], 2);
            axes.complex = true;
        }
        axes
    }

    /// The axes of a tensor of `shape` in this order: those of a stored plan, or of a file.
    #[cfg(any(feature = "serde", feature = "safetensors-0_8"))]
    pub(crate) fn stored(
        shape: &[usize],
        order: &[usize],
        roles: Roles,
        options: &AxisOptions<'_>,
    ) -> Result<Self, Problem> {
        let mut sorted = order.to_vec();
        sorted.sort_unstable();
        if !sorted.iter().copied().eq(0..shape.len()) || !roles.fit(shape.len()) {
            let stacked = roles.stacked;
            return Err(Problem::new(
                ErrorKind::Layout,
                format!(
                    "`order` {} and `stacked` {stacked} do not fit the shape {}",
                    super::shown(order),
                    super::shown(shape)
                ),
            ));
        }
        Self::ordered(shape, order.into(), roles, options)
    }

    fn ordered(
        shape: &[usize],
        order: Lengths,
        roles: Roles,
        options: &AxisOptions<'_>,
    ) -> Result<Self, Problem> {
        let options = AxisOptions {
            layout: None,
            split: options.split.as_deref().map(parts),
            padding: options.padding.as_deref().and_then(distinct),
            groups: options.groups,
            fan_in: options.fan_in,
            fan_out: options.fan_out,
            embedding: options.embedding,
            mup: options.mup,
            base_fan_in: options.base_fan_in,
            base_fan_out: options.base_fan_out,
        };
        let axes = Self {
            shape: order.iter().map(|&axis| shape[axis]).collect(),
            stacked: roles.stacked,
            outputs: roles.outputs,
            inputs: roles.inputs,
            transposed: roles.transposed,
            complex: false,
            own: (!order.is_sorted()).then(|| {
                let shape = shape.into();
                Box::new(OwnOrder { order, shape })
            }),
            options: (options != NOTHING).then(|| Box::new(options)),
        };
        axes.check_options()?;
        Ok(axes)
    }

    /// The axes of a part of the tensor, with these indices along each of its own axes.
    pub(super) fn cut(&self, indices: &[Indices]) -> Self {
        let of = |&axis: &usize| indices[axis].len();
        let own = self.own.as_ref().map(|own| OwnOrder {
            order: own.order.clone(),
            shape: indices.iter().map(Indices::len).collect(),
        });
        Self {
            shape: self.order().iter().map(of).collect(),
            own: own.map(Box::new),
            options: None,
            ..*self
        }
    }

    /// The axes of the numbers that elements of a type are made of: with one more, the last, for the parts
    /// of complex numbers.
    pub(crate) fn of_elements(mut self, dtype: DType) -> Self {
        if !dtype.is_complex() {
            return self;
        }
        if let Some(own) = &mut self.own {
            own.order = Lengths::with(&own.order, own.order.len());
            own.shape = Lengths::with(&own.shape, 2);
        }
        self.shape = Lengths::with(&self.shape, 2);
        self.complex = true;
        self
    }

    /// How many of these lengths are those of the tensor, without the parts of complex numbers.
    fn of_tensor<'l>(&self, lengths: &'l [usize]) -> &'l [usize] {
        &lengths[..lengths.len() - usize::from(self.complex)]
    }

    /// The lengths of the tensor's axes in its own order.
    pub(crate) fn tensor_shape(&self) -> &[usize] {
        self.of_tensor(self.own_shape())
    }

    /// The lengths of the axes of one of the stacked layers.
    fn layer(&self) -> &[usize] {
        &self.of_tensor(&self.shape)[self.stacked..]
    }

    /// The roles of the axes.
    pub(crate) fn roles(&self) -> Roles {
        Roles {
            stacked: self.stacked,
            outputs: self.outputs,
            inputs: self.inputs,
            transposed: self.transposed,
        }
    }

    /// The lengths of the output and of the input axis, those of several multiplied, and those of the
    /// receptive field.
    pub(crate) fn weight(&self) -> Option<(usize, usize, &[usize])> {
        let (outputs, rest) = self.layer().split_at_checked(self.outputs.into())?;
        let (inputs, field) = rest.split_at_checked(self.inputs.into())?;
        Some((count(outputs), count(inputs), field))
    }

    /// The length of the output axis, that of several multiplied; 1 for a number.
    pub(super) fn output(&self) -> usize {
        let axes = self.layer();
        count(&axes[..axes.len().min(self.outputs.into())])
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

    /// At position k, the tensor's axis that the canonical order has there, without the parts of complex
    /// numbers.
    #[cfg(feature = "serde")]
    pub(crate) fn tensor_order(&self) -> Vec<usize> {
        self.of_tensor(&self.order()).to_vec()
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

    /// The number of values.
    pub(crate) fn count(&self) -> usize {
        count(&self.shape)
    }

    /// Calls `hear` with every number that makes these axes what they are, in one order.
    pub(crate) fn for_each_number(&self, mut hear: impl FnMut(u64)) {
        let Self {
            shape,
            stacked,
            outputs,
            inputs,
            transposed,
            complex,
            own,
            options,
        } = self;
        shape.iter().for_each(|&length| hear(length as u64));
        let numbers = u64::from(*outputs) << 48 | u64::from(*inputs) << 56;
        hear(*stacked as u64 | u64::from(*complex) << 47 | numbers);
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
            embedding,
            mup,
            base_fan_in,
            base_fan_out,
        } = self.given();
        hear(groups.map_or(0, |groups| groups as u64));
        for fan in [fan_in, fan_out, base_fan_in, base_fan_out] {
            hear(fan.map_or(u64::MAX, f64::to_bits));
        }
        hear(u64::from(*embedding) | mup.map_or(0, |role| 2 * (1 + role as u64)));
        for numbers in [split, padding] {
            let numbers = numbers.as_deref().unwrap_or_default();
            hear(numbers.len() as u64);
            for &number in numbers {
                hear(number as u64);
            }
        }
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
        Some(Padding::new(
            rows,
            self.output(),
            &self.shape[self.stacked..],
        ))
    }

    /// The lengths of fused weights, where they differ.
    pub(crate) fn widths(&self) -> Option<&[usize]> {
        self.given()
            .split
            .as_deref()
            .filter(|widths| widths.len() > 1)
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

/// The lengths of parts, or their number where all have one length.
fn parts(split: &[usize]) -> Vec<usize> {
    match split {
        [first, others @ ..] if !others.is_empty() && others.iter().all(|other| other == first) => {
            alloc::vec![split.len()]
        }
        _ => split.to_vec(),
    }
}
