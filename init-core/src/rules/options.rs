//! The options that rules give: facts about the tensor that its field would declare otherwise.

use alloc::borrow::Cow;

use super::Rule;
use crate::tensor::{AxisOptions, FanCount, MupRole, Shape};
use crate::walk::DepthScaling;

/// What a rule gives a parameter besides its initializer.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Options<'r> {
    pub(crate) axes: AxisOptions<'r>,
    pub(crate) buffer: bool,
    pub(crate) depth_scaling: Option<DepthScaling>,
    pub(crate) stream: Option<Cow<'r, str>>,
    pub(crate) same_as: Option<Cow<'r, str>>,
}

impl<'r> Options<'r> {
    /// Whether nothing is given.
    pub(crate) fn is_empty(&self) -> bool {
        *self == Options::default()
    }

    /// Takes what it lacks from the options of a rule that it overrules; returns whether there was
    /// anything to take.
    pub(crate) fn complete(&mut self, weaker: &Options<'r>) -> bool {
        let completed = Self {
            axes: self.axes.or(&weaker.axes),
            buffer: self.buffer || weaker.buffer,
            depth_scaling: self.depth_scaling.or(weaker.depth_scaling),
            stream: self.stream.as_ref().or(weaker.stream.as_ref()).cloned(),
            same_as: self.same_as.as_ref().or(weaker.same_as.as_ref()).cloned(),
        };
        let changed = completed != *self;
        *self = completed;
        changed
    }
}

/// Options of the parameters that the rule reaches. Each replaces that of the field; what a rule
/// leaves out stays as the field has it, or an earlier rule. They may stand beside an initializer or
/// alone:
///
/// ```
/// use init_core::initializer::kaiming_normal;
/// use init_core::{FanMode, Initialize, Reset, Rule, Rules};
///
/// #[derive(Initialize)]
/// struct Depthwise {
///     #[init(parameter)]
///     weight: [[[[f32; 3]; 3]; 1]; 32],
/// }
///
/// let mut layer = Depthwise { weight: [[[[0.0; 3]; 3]; 1]; 32] };
/// let rules = Rules::new()
///     .at("weight", kaiming_normal().mode(FanMode::FanOut))
///     .rule(Rule::at("weight").groups(32));
/// let plan = Reset::seed(1).rules(&rules).run(&mut layer)?;
/// assert_eq!(plan.get("weight").unwrap().fans().unwrap().fan_out, 9.0);
/// # Ok::<(), init_core::Error>(())
/// ```
impl<'r> Rule<'r> {
    /// The roles of the axes, as [`Declared::layout`](crate::walk::Declared::layout).
    pub fn layout(mut self, layout: impl Into<Cow<'r, str>>) -> Self {
        self.options.axes.layout = Some(layout.into());
        self
    }

    /// The number of groups of a grouped convolution.
    pub fn groups(mut self, groups: usize) -> Self {
        self.options.axes.groups = Some(groups);
        self
    }

    /// The number of weights fused along the output axis, or their lengths, as
    /// [`Declared::split`](crate::walk::Declared::split).
    pub fn split(mut self, split: impl Shape) -> Self {
        self.options.axes.split = Some(split.to_shape());
        self
    }

    /// Makes the parameters tables whose rows are looked up, as
    /// [`Declared::embedding`](crate::walk::Declared::embedding).
    pub fn embedding(mut self) -> Self {
        self.options.axes.embedding = true;
        self
    }

    /// The role of the weights in the maximal update parametrization, beside their fans at the base
    /// width: see [`MupRole`].
    pub fn mup(mut self, role: MupRole) -> Self {
        self.options.axes.mup = Some(role);
        self
    }

    /// The fan in at the base width of [`mup`](Rule::mup).
    pub fn base_fan_in(mut self, fan_in: impl FanCount) -> Self {
        self.options.axes.base_fan_in = Some(fan_in.to_fan());
        self
    }

    /// The fan out at the base width of [`mup`](Rule::mup).
    pub fn base_fan_out(mut self, fan_out: impl FanCount) -> Self {
        self.options.axes.base_fan_out = Some(fan_out.to_fan());
        self
    }

    /// The fan in, instead of the one that the shape gives.
    pub fn fan_in(mut self, fan_in: impl FanCount) -> Self {
        self.options.axes.fan_in = Some(fan_in.to_fan());
        self
    }

    /// The fan out, instead of the one that the shape gives.
    pub fn fan_out(mut self, fan_out: impl FanCount) -> Self {
        self.options.axes.fan_out = Some(fan_out.to_fan());
        self
    }

    /// The indices along the output axis whose values are 0, as
    /// [`Declared::padding_index`](crate::walk::Declared::padding_index).
    pub fn padding_index(mut self, indices: impl Shape) -> Self {
        self.options.axes.padding = Some(indices.to_shape());
        self
    }

    /// Makes the parameters buffers: initialized with the rest, but not counted.
    pub fn buffer(mut self) -> Self {
        self.options.buffer = true;
        self
    }

    /// Divides all values by a number that grows with the depth, as GPT-2 does:
    ///
    /// ```
    /// use init_core::Rule;
    /// use init_core::initializer::normal;
    /// use init_core::walk::DepthScaling;
    ///
    /// let rule = Rule::at("**.c_proj.weight")
    ///     .initializer(normal().std(0.02))
    ///     .depth_scaling(DepthScaling::Count);
    /// assert_eq!(rule.to_string(), "`at = \"**.c_proj.weight\"`");
    /// ```
    pub fn depth_scaling(mut self, depth_scaling: DepthScaling) -> Self {
        self.options.depth_scaling = Some(depth_scaling);
        self
    }

    /// The last component of the path of the one parameter that the rule reaches, when its stream is
    /// computed: a renamed parameter keeps its values. A rule that reaches several is an error of
    /// the plan.
    pub fn stream(mut self, stream: impl Into<Cow<'r, str>>) -> Self {
        self.options.stream = Some(stream.into());
        self
    }

    /// The new values of other parameters: `path` stands in place of what the glob has before its
    /// first `*`, which must be the whole path of a parameter or of a module.
    ///
    /// ```
    /// use init_core::{Initialize, Reset, Rule, Rules};
    /// # #[derive(Initialize)]
    /// # struct Layer { #[init(normal)] weight: [f32; 8] }
    /// # #[derive(Initialize)]
    /// # struct Agent { online: Layer, target: Layer }
    /// # let layer = || Layer { weight: [0.0; 8] };
    /// # let mut agent = Agent { online: layer(), target: layer() };
    /// let rules = Rules::new().rule(Rule::at("target.**").same_as("online"));
    /// Reset::seed(1).rules(&rules).run(&mut agent)?;
    /// assert_eq!(agent.target.weight, agent.online.weight);
    /// # Ok::<(), init_core::Error>(())
    /// ```
    pub fn same_as(mut self, path: impl Into<Cow<'r, str>>) -> Self {
        self.options.same_as = Some(path.into());
        self
    }

    pub(super) fn options(mut self, options: Options<'r>) -> Self {
        self.options = options;
        self
    }
}
