//! The declaration of a parameter, other than its type.

mod described;
mod sharded;

use alloc::borrow::Cow;
use alloc::boxed::Box;
use alloc::vec::Vec;

use super::{DepthScaling, Tag};
use crate::initializer::Initializer;
use crate::tensor::{AxisOptions, FanCount, Lengths, MupRole, Shape, Shard};

/// The part of a tensor in its model, each further from training than the one before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Role {
    /// Trained.
    Parameter,
    /// Initialized, but not counted as a parameter.
    Buffer,
    /// A buffer that no file has.
    Transient,
}

/// The content of a field's attribute: the initializer and the options of the parameter.
///
/// The derive writes it; an implementation of [`Initialize`](crate::model::Initialize) by hand
/// writes the same.
///
/// ```
/// use init_core::initializer::kaiming_normal;
/// use init_core::walk::Declared;
///
/// let initializer = kaiming_normal();
/// let declared = Declared::new(&initializer).layout("hwio").groups(32);
/// assert!(!declared.is_buffer());
/// ```
#[derive(Clone)]
pub struct Declared<'a> {
    initializer: Option<&'a dyn Initializer>,
    axes: AxisOptions<'a>,
    shape: Option<Lengths>,
    shard: Option<Box<Shard>>,
    role: Role,
    depth_scaling: Option<DepthScaling>,
    by_default: bool,
    /// The source of the default, in words.
    origin: Option<&'a str>,
    by_name: bool,
    ruling: Option<&'a Ruling<'a>>,
    /// The path of the parameter whose values a rule gives it.
    original: Option<&'a str>,
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
            shard: None,
            role: Role::Parameter,
            depth_scaling: None,
            by_default: false,
            origin: None,
            by_name: false,
            ruling: None,
            original: None,
        }
    }

    /// The same parameter with another initializer.
    pub fn replacing<'b>(&'b self, initializer: &'b dyn Initializer) -> Declared<'b> {
        Declared {
            initializer: Some(initializer),
            axes: self.axes.clone(),
            shape: self.shape.clone(),
            shard: self.shard.clone(),
            role: self.role,
            depth_scaling: self.depth_scaling,
            by_default: self.by_default,
            origin: self.origin,
            by_name: self.by_name,
            ruling: self.ruling,
            original: self.original,
        }
    }

    /// The same parameter as rules have it: with what they give.
    pub(crate) fn ruled<'b>(&'b self, given: &Given<'b>, ruling: &'b Ruling<'b>) -> Declared<'b> {
        Declared {
            initializer: given.initializer.or(self.initializer),
            axes: given.axes.or(&self.axes),
            shape: self.shape.clone(),
            shard: self.shard.clone(),
            role: self.role.max(given.role()),
            depth_scaling: given.depth_scaling.or(self.depth_scaling),
            by_default: self.by_default,
            origin: self.origin,
            by_name: self.by_name,
            ruling: Some(ruling),
            original: given.original.or(self.original),
        }
    }

    /// The path of the parameter whose values a rule gives it.
    pub(crate) fn original(&self) -> Option<&'a str> {
        self.original
    }

    /// The rules that had the last word.
    pub(crate) fn ruling(&self) -> Option<&'a Ruling<'a>> {
        self.ruling
    }

    /// The roles of the axes: `o` and `i` for the output and input axis, `*` for an axis along
    /// which independent layers are stacked, other letters for the receptive field. Several axes may be
    /// outputs, or inputs, together: `ioo` for a weight of (inputs, heads, width of a head). Without a
    /// layout the axes are `oi…`, as PyTorch stores a weight.
    pub fn layout(mut self, layout: impl Into<Cow<'a, str>>) -> Self {
        self.axes.layout = Some(layout.into());
        self
    }

    /// The number of groups of a grouped convolution.
    pub fn groups(mut self, groups: usize) -> Self {
        self.axes.groups = Some(groups);
        self
    }

    /// The number of weights fused along the output axis, e.g. 3 for query, key and value, or the length
    /// of each where they differ: `(q, k, v)`. Each part has the fan out of its own length, and so the law
    /// that it would have alone.
    ///
    /// ```
    /// use init_core::initializer::xavier_uniform;
    /// use init_core::walk::Declared;
    /// # let mut rng = init_core::hidden::doc::rng();
    ///
    /// // Eight heads of queries and two of keys and of values: ±√(6 / (8 + 8)) and ±√(6 / (8 + 2)).
    /// let mut qkv = [[0.0_f32; 8]; 12];
    /// Declared::new(&xavier_uniform()).split((8, 2, 2)).fill(&mut qkv, &mut rng)?;
    /// assert!(qkv[..8].as_flattened().iter().all(|w| w.abs() <= 0.375_f32.sqrt()));
    /// # Ok::<(), init_core::Error>(())
    /// ```
    pub fn split(mut self, split: impl Shape) -> Self {
        self.axes.split = Some(split.to_shape());
        self
    }

    /// Marks a table whose rows are looked up, one for each index along the output axis: its fan in is 1
    /// and its fan out the length of a row. Whatever is looked up then has the variance of the values.
    pub fn embedding(mut self) -> Self {
        self.axes.embedding = true;
        self
    }

    /// The role of the weight in the maximal update parametrization, beside its fans at the base width:
    /// see [`MupRole`].
    pub fn mup(mut self, role: MupRole) -> Self {
        self.axes.mup = Some(role);
        self
    }

    /// The fan in at the base width of [`mup`](Declared::mup).
    pub fn base_fan_in(mut self, fan_in: impl FanCount) -> Self {
        self.axes.base_fan_in = Some(fan_in.to_fan());
        self
    }

    /// The fan out at the base width of [`mup`](Declared::mup).
    pub fn base_fan_out(mut self, fan_out: impl FanCount) -> Self {
        self.axes.base_fan_out = Some(fan_out.to_fan());
        self
    }

    /// The fan in, instead of the one that the shape gives.
    pub fn fan_in(mut self, fan_in: impl FanCount) -> Self {
        self.axes.fan_in = Some(fan_in.to_fan());
        self
    }

    /// The fan out, instead of the one that the shape gives.
    pub fn fan_out(mut self, fan_out: impl FanCount) -> Self {
        self.axes.fan_out = Some(fan_out.to_fan());
        self
    }

    /// The index along the output axis, or several, whose values are 0 whatever the initializer: the
    /// vector of a padding token in an embedding. In a stack each of its tables has them; all other
    /// values are those without it.
    ///
    /// ```
    /// use init_core::initializer::normal;
    /// use init_core::walk::Declared;
    /// # let mut rng = init_core::hidden::doc::rng();
    ///
    /// let mut table = [[1.0_f32; 4]; 8];
    /// Declared::new(&normal()).padding_index([0, 7]).fill(&mut table, &mut rng)?;
    /// assert_eq!((table[0], table[7]), ([0.0; 4], [0.0; 4]));
    /// assert!(table[1][0] != 0.0);
    /// # Ok::<(), init_core::Error>(())
    /// ```
    pub fn padding_index(mut self, indices: impl Shape) -> Self {
        self.axes.padding = Some(indices.to_shape());
        self
    }

    /// The shape of flat storage.
    pub fn shape(mut self, shape: impl Shape) -> Self {
        self.shape = Some(shape.to_lengths());
        self
    }

    /// Marks a buffer: initialized with the rest, but not counted as a parameter.
    pub fn buffer(mut self) -> Self {
        self.role = self.role.max(Role::Buffer);
        self
    }

    /// Marks a buffer that is never saved and never loaded, such as a mask that follows from the
    /// configuration: PyTorch's `register_buffer(…, persistent=False)`.
    ///
    /// ```
    /// use init_core::initializer::zeros;
    /// use init_core::walk::Declared;
    ///
    /// let zeros = zeros();
    /// let declared = Declared::new(&zeros).transient();
    /// assert!(declared.is_buffer() && declared.is_transient());
    /// ```
    pub fn transient(mut self) -> Self {
        self.role = Role::Transient;
        self
    }

    /// Divides all values by a number that grows with the depth.
    pub fn depth_scaling(mut self, depth_scaling: DepthScaling) -> Self {
        self.depth_scaling = Some(depth_scaling);
        self
    }

    /// Marks the initializer as the default of a library's layer, which no user chose: where the
    /// tensor is shared and was declared earlier in the walk, the earlier declaration applies.
    ///
    /// With it, a head that is tied to an embedding keeps the embedding's initializer:
    ///
    /// ```
    /// use init_core::initializer::kaiming_uniform;
    /// use init_core::walk::Declared;
    ///
    /// let initializer = kaiming_uniform().a(5.0_f64.sqrt());
    /// let declared = Declared::new(&initializer).by_default();
    /// assert_eq!(declared.describe(), Declared::new(&initializer).describe());
    /// ```
    pub fn by_default(mut self) -> Self {
        self.by_default = true;
        self
    }

    /// Names the source of a [default](Declared::by_default), e.g. `candle's hint`: the plan shows it.
    ///
    /// ```
    /// use init_core::Initialize;
    /// use init_core::initializer::zeros;
    /// use init_core::walk::{Component, Declared, Visitor, VisitorMut};
    /// # use init_core::walk::{OwnShape, Parameters};
    ///
    /// struct Layer { bias: [f32; 4] }
    ///
    /// impl Initialize for Layer {
    ///     fn visit_parameters(&self, visitor: &mut dyn Visitor) {
    ///         let zeros = zeros();
    ///         let declared = Declared::new(&zeros).by_default().origin("the library's default");
    ///         let bias = Component::field("bias");
    ///         Parameters::<OwnShape>::visit(&self.bias, &bias, &declared, visitor);
    ///     }
    ///     # fn visit_parameters_mut(&mut self, _: &mut dyn VisitorMut) {}
    /// }
    ///
    /// let plan = Layer { bias: [1.0; 4] }.plan()?;
    /// let chosen = plan.get("bias").unwrap().chosen_by();
    /// assert_eq!(chosen.to_string(), "the library's default");
    /// # Ok::<(), init_core::Error>(())
    /// ```
    pub fn origin(mut self, origin: &'a str) -> Self {
        self.origin = Some(origin);
        self
    }

    /// Marks a parameter of which nothing is known but its name and its shape: no field declares it,
    /// and no layer tells the groups of a convolution. A model that is walked by names at run time
    /// marks all its parameters so; the plan's messages then speak of rules and not of fields, and
    /// it warns where a fan may depend on groups.
    pub fn by_name(mut self) -> Self {
        self.by_name = true;
        self
    }

    /// The source of a default, where the library names one.
    pub(crate) fn default_origin(&self) -> Option<&'a str> {
        self.origin.filter(|_| self.by_default)
    }

    /// Returns true if nothing is known of the parameter but its name and its shape.
    pub(crate) fn is_by_name(&self) -> bool {
        self.by_name
    }

    /// Returns true if an earlier declaration of a shared tensor applies instead.
    pub(crate) fn gives_way(&self) -> bool {
        self.by_default || self.initializer.is_none()
    }

    /// What divides the values, where it grows with the depth.
    pub(crate) fn scaled_by_depth(&self) -> Option<DepthScaling> {
        self.depth_scaling
    }

    /// Returns true if neither the field nor a rule below gives an initializer: at most a library
    /// does.
    pub(crate) fn is_undecided(&self) -> bool {
        let rulings = core::iter::successors(self.ruling, |ruling| ruling.replaced.ruling);
        self.gives_way()
            && rulings
                .into_iter()
                .all(|ruling| ruling.initializers.is_empty())
    }

    /// The declared initializer; `None` where rules choose it.
    pub fn initializer(&self) -> Option<&'a dyn Initializer> {
        self.initializer
    }

    /// Returns true if the parameter is a buffer.
    pub fn is_buffer(&self) -> bool {
        self.role >= Role::Buffer
    }

    /// Returns true if the parameter is a buffer that no file has.
    pub fn is_transient(&self) -> bool {
        self.role == Role::Transient
    }

    /// The declared shape.
    pub fn declared_shape(&self) -> Option<&[usize]> {
        self.shape.as_deref()
    }

    pub(crate) fn axes(&self) -> &AxisOptions<'a> {
        &self.axes
    }
}

/// What rules, declared together, give a parameter.
pub(crate) struct Given<'a> {
    pub(crate) initializer: Option<&'a dyn Initializer>,
    pub(crate) axes: &'a AxisOptions<'a>,
    pub(crate) buffer: bool,
    pub(crate) depth_scaling: Option<DepthScaling>,
    pub(crate) original: Option<&'a str>,
}

impl Given<'_> {
    fn role(&self) -> Role {
        if self.buffer {
            Role::Buffer
        } else {
            Role::Parameter
        }
    }
}

/// The rules, declared together, that changed a declaration.
#[derive(Debug)]
pub(crate) struct Ruling<'a> {
    /// Those that give an initializer, the strongest first: it won.
    pub(crate) initializers: Vec<&'a Tag<'a>>,
    /// Those that give options that hold, the strongest first.
    pub(crate) options: Vec<&'a Tag<'a>>,
    /// The declaration without these rules.
    pub(crate) replaced: &'a Declared<'a>,
}
