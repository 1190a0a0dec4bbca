//! What was declared for a parameter beside its type.

use alloc::borrow::Cow;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::fmt;

use rand_core::Rng;

use crate::axes::AxisOptions;
use crate::rules::Ruling;
use crate::{Component, Error, Initialize, Initializer, Parameters, Reset, Visitor, VisitorMut};

/// What the attribute of a field says: the initializer and the options of the parameter.
///
/// The derive writes it; whoever implements [`Initialize`](crate::Initialize) by hand writes
/// the same.
///
/// ```
/// use init_core::{Declared, initializer::kaiming_normal};
///
/// let initializer = kaiming_normal();
/// let declared = Declared::new(&initializer).layout("hwio").groups(32);
/// assert!(!declared.is_buffer());
/// ```
pub struct Declared<'a> {
    initializer: Option<&'a dyn Initializer>,
    axes: AxisOptions<'a>,
    shape: Option<Vec<usize>>,
    buffer: bool,
    by_default: bool,
    ruling: Option<&'a Ruling<'a>>,
}

impl<'a> Declared<'a> {
    /// A parameter with an initializer.
    pub fn new(initializer: &'a dyn Initializer) -> Self {
        Self {
            initializer: Some(initializer),
            ..Self::parameter()
        }
    }

    /// A parameter that rules initialize. One that no rule reaches is an error of the plan.
    pub fn parameter() -> Self {
        Self {
            initializer: None,
            axes: AxisOptions::default(),
            shape: None,
            buffer: false,
            by_default: false,
            ruling: None,
        }
    }

    /// The same parameter with another initializer.
    pub fn replacing<'b>(&'b self, initializer: &'b dyn Initializer) -> Declared<'b> {
        Declared {
            initializer: Some(initializer),
            axes: self.axes.clone(),
            shape: self.shape.clone(),
            buffer: self.buffer,
            by_default: self.by_default,
            ruling: self.ruling,
        }
    }

    /// The same parameter with the initializer of a rule.
    pub(crate) fn ruled<'b>(
        &'b self,
        initializer: &'b dyn Initializer,
        ruling: &'b Ruling<'b>,
    ) -> Declared<'b> {
        Declared {
            ruling: Some(ruling),
            ..self.replacing(initializer)
        }
    }

    /// The rule that chose the initializer.
    pub(crate) fn ruling(&self) -> Option<&'a Ruling<'a>> {
        self.ruling
    }

    /// Which axis is what: `o` and `i` for the output and input axis, `*` for an axis along
    /// which independent layers are stacked, other letters for the receptive field. Without
    /// it the axes are `oi…`, as PyTorch stores a weight.
    pub fn layout(mut self, layout: impl Into<Cow<'a, str>>) -> Self {
        self.axes.layout = Some(layout.into());
        self
    }

    /// The number of groups of a grouped convolution.
    pub fn groups(mut self, groups: usize) -> Self {
        self.axes.groups = Some(groups);
        self
    }

    /// How many weights are fused along the output axis, e.g. 3 for query, key and value.
    pub fn split(mut self, split: usize) -> Self {
        self.axes.split = Some(split);
        self
    }

    /// The fan in, in place of the one that the shape gives.
    pub fn fan_in(mut self, fan_in: impl FanCount) -> Self {
        self.axes.fan_in = Some(fan_in.to_fan());
        self
    }

    /// The fan out, in place of the one that the shape gives.
    pub fn fan_out(mut self, fan_out: impl FanCount) -> Self {
        self.axes.fan_out = Some(fan_out.to_fan());
        self
    }

    /// The shape of flat storage.
    pub fn shape(mut self, shape: impl Shape) -> Self {
        self.shape = Some(shape.to_shape());
        self
    }

    /// Marks a buffer: initialized with the rest, but not counted as a parameter.
    pub fn buffer(mut self) -> Self {
        self.buffer = true;
        self
    }

    /// Says that the initializer is what a library's layer has, and no user's choice: where the
    /// tensor is shared and was declared before, what was declared there stands.
    ///
    /// A head that is tied to an embedding keeps the embedding's initializer so:
    ///
    /// ```
    /// use init_core::{Declared, initializer::kaiming_uniform};
    ///
    /// let initializer = kaiming_uniform().a(5.0_f64.sqrt());
    /// let declared = Declared::new(&initializer).by_default();
    /// assert_eq!(declared.describe(), Declared::new(&initializer).describe());
    /// ```
    pub fn by_default(mut self) -> Self {
        self.by_default = true;
        self
    }

    /// Whether an initializer that was declared for a shared tensor before stands.
    pub(crate) fn gives_way(&self) -> bool {
        self.by_default || self.initializer.is_none()
    }

    /// The declared initializer; `None` where rules choose it.
    pub fn initializer(&self) -> Option<&'a dyn Initializer> {
        self.initializer
    }

    /// Whether the parameter is a buffer.
    pub fn is_buffer(&self) -> bool {
        self.buffer
    }

    /// The declared shape.
    pub fn declared_shape(&self) -> Option<&[usize]> {
        self.shape.as_deref()
    }

    /// Fills one tensor (or what else a field may hold) as declared, with a key drawn from
    /// `rng`, under the empty path.
    ///
    /// ```
    /// use init_core::{Declared, initializer::kaiming_normal};
    /// # let mut rng = init_core::doc::rng();
    ///
    /// // A dense layer that computes x·W keeps the input axis first.
    /// let mut weight = [[0.0_f32; 64]; 32];
    /// Declared::new(&kaiming_normal()).layout("io").fill(&mut weight, &mut rng)?;
    /// # Ok::<(), init_core::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`try_reset_parameters`](crate::Initialize::try_reset_parameters).
    pub fn fill<P: Parameters>(&self, tensor: &mut P, rng: &mut dyn Rng) -> Result<(), Error> {
        let mut field = Field {
            tensor,
            declared: self,
        };
        Reset::new().run(&mut field, rng).map(drop)
    }

    /// What is declared, as an attribute would say it.
    pub fn describe(&self) -> String {
        let mut text = match self.initializer {
            Some(initializer) => initializer.describe(),
            None => "parameter".into(),
        };
        let number = |number: Option<f64>| number.map(|number| number.to_string());
        let count = |count: Option<usize>| count.map(|count| count.to_string());
        let options = [
            (
                "layout",
                self.axes.layout.as_ref().map(|l| format!("{l:?}")),
            ),
            ("groups", count(self.axes.groups)),
            ("split", count(self.axes.split)),
            ("fan_in", number(self.axes.fan_in)),
            ("fan_out", number(self.axes.fan_out)),
            ("shape", self.shape.as_ref().map(|s| format!("{s:?}"))),
        ];
        for (key, value) in options {
            if let Some(value) = value {
                text = format!("{text}, {key} = {value}");
            }
        }
        if self.buffer {
            text.push_str(", buffer");
        }
        text
    }

    pub(crate) fn axes(&self) -> &AxisOptions<'a> {
        &self.axes
    }
}

/// A module that has one field, under the empty path.
struct Field<'f, P> {
    tensor: &'f mut P,
    declared: &'f Declared<'f>,
}

impl<P: Parameters> Initialize for Field<'_, P> {
    fn visit_parameters(&self, visitor: &mut dyn Visitor) {
        self.tensor
            .visit(&Component::field(""), self.declared, visitor);
    }

    fn visit_parameters_mut(&mut self, visitor: &mut dyn VisitorMut) {
        self.tensor
            .visit_mut(&Component::field(""), self.declared, visitor);
    }
}

impl fmt::Debug for Declared<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Declared({})", self.describe())
    }
}

/// What `shape = …` takes: an axis length, a tuple, an array, a slice or a vector of them.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a shape",
    label = "not the lengths of axes",
    note = "a shape is a `usize`, or a tuple, array, slice or vector of them",
    note = "for another type of integer write `self.width as usize`"
)]
pub trait Shape {
    /// The lengths of the axes.
    fn to_shape(self) -> Vec<usize>;
}

/// The length of one axis: a `usize`, or a reference to one. This trait is sealed.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not the length of an axis",
    label = "not a `usize`",
    note = "for another type of integer write `self.width as usize`"
)]
pub trait AxisLength: sealed::Sealed {
    #[doc(hidden)]
    fn to_length(self) -> usize;
}

impl AxisLength for usize {
    fn to_length(self) -> usize {
        self
    }
}

impl sealed::Sealed for &usize {}
impl AxisLength for &usize {
    fn to_length(self) -> usize {
        *self
    }
}

impl Shape for usize {
    fn to_shape(self) -> Vec<usize> {
        [self].into()
    }
}

impl Shape for &usize {
    fn to_shape(self) -> Vec<usize> {
        [*self].into()
    }
}

impl Shape for () {
    fn to_shape(self) -> Vec<usize> {
        Vec::new()
    }
}

impl<const N: usize> Shape for [usize; N] {
    fn to_shape(self) -> Vec<usize> {
        self.into()
    }
}

impl<const N: usize> Shape for &[usize; N] {
    fn to_shape(self) -> Vec<usize> {
        self.to_vec()
    }
}

impl Shape for &[usize] {
    fn to_shape(self) -> Vec<usize> {
        self.to_vec()
    }
}

impl Shape for Vec<usize> {
    fn to_shape(self) -> Vec<usize> {
        self
    }
}

impl Shape for &Vec<usize> {
    fn to_shape(self) -> Vec<usize> {
        self.clone()
    }
}

macro_rules! tuple_shape {
    ($([$($length:ident)+])*) => {$(
        #[diagnostic::do_not_recommend]
        #[allow(non_snake_case, reason = "the parameters name the types and the values")]
        impl<$($length: AxisLength),+> Shape for ($($length,)+) {
            fn to_shape(self) -> Vec<usize> {
                let ($($length,)+) = self;
                [$($length.to_length()),+].into()
            }
        }
    )*};
}
tuple_shape! {
    [A]
    [A B]
    [A B C]
    [A B C D]
    [A B C D E]
    [A B C D E F]
}

mod sealed {
    pub trait Sealed {}
}

/// What `fan_in = …` and `fan_out = …` take: any number. This trait is sealed.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a number",
    label = "not a number of inputs or outputs",
    note = "a fan is an integer or a float, e.g. `self.inputs`"
)]
pub trait FanCount: sealed::Sealed {
    #[doc(hidden)]
    fn to_fan(self) -> f64;
}

macro_rules! fan_count {
    ($($number:ty)*) => {$(
        impl sealed::Sealed for $number {}
        #[diagnostic::do_not_recommend]
        impl FanCount for $number {
            fn to_fan(self) -> f64 {
                self as f64
            }
        }
    )*};
}
fan_count!(u8 u16 u32 u64 usize i8 i16 i32 i64 isize f32 f64);
