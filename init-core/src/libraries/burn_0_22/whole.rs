//! A whole burn module, walked by burn itself, with rules for its parameters.

use alloc::boxed::Box;
use alloc::collections::BTreeSet;
use alloc::string::String;
use alloc::vec::Vec;
use core::ops::{Deref, DerefMut};
use std::sync::{Mutex, PoisonError};

use burn_core_0_22::Tensor;
use burn_core_0_22::module::{Flag, Module, ModuleMapper, ModuleVisitor, Param};
use burn_core_0_22::tensor::{Bool, Int};

use super::facts::Facts;
use super::layout_of;
use crate::initializer::{Constant, Initializer, ones, zeros};
use crate::model::Initialize;
use crate::walk::{Component, Declared, Parameters, Visitor, VisitorMut, Walk};

/// A module of burn that rules initialize, whatever it is made of.
///
/// Where a model cannot derive [`Initialize`], burn itself walks it. The paths consist of burn's
/// names: fields, and indices of lists and tuples. The variants of an enum add nothing, and hold
/// the field `0`, as with the derive. A rule's `module` matches the name of a struct:
///
/// ```
/// use init_core::libraries::burn_0_22::BurnModule;
/// use init_core::{Error, Reset, Rule, Rules};
/// use init_core::initializer::{kaiming_normal, normal, ones, zeros};
/// # use burn_core_0_22::module::Module;
///
/// fn reset<M: Module>(model: M) -> Result<M, Error> {
///     let rules = Rules::new()
///         .at("**.weight", kaiming_normal())
///         .at("**.bias", zeros())
///         .rule(Rule::at("**").module("Embedding").initializer(normal().std(0.02)))
///         .rule(Rule::at("**.gamma").module("LayerNorm").initializer(ones()))
///         .rule(Rule::at("**.beta").module("LayerNorm").initializer(zeros()));
///     let mut model = BurnModule::new(model);
///     println!("{}", Reset::seed(42).rules(&rules).run(&mut model)?);
///     Ok(model.into_inner())
/// }
/// ```
///
/// - A parameter of a layer of burn-nn that no rule reaches has the default that the layer has as a
///   field of a struct that derives `Initialize`, a `PRelu` 0.25. Any other that no rule reaches is
///   an error of the plan, and the module stays as it was.
/// - `weight` of a `Linear` is `io`, that of a `ConvTranspose1d`, `2d` or `3d` is `io…`: the layers
///   are recognized by their names. A struct of yours with such a name and another layout needs
///   another name.
/// - burn does not show visitors how many groups a convolution has. A grouped one counts its fan in
///   by its shape, which is right unless it is transposed; its fan out is that of all groups
///   together, as in PyTorch. A rule gives the number: `groups = 512`; where a depthwise one has a
///   law that counts it, the plan warns.
/// - Integers and booleans are buffers, which rules initialize:
///   `Rule::at("**.steps").initializer(zeros())`.
/// - The running statistics of a `BatchNorm` are buffers, 0 and 1. An update that a thread has
///   handed in is averaged into them only by the next forward pass in training, and would then
///   replace them: reset a module before it is trained. As a field of a model that derives
///   `Initialize` a `BatchNorm` drops such updates.
/// - It is a [`Module`] itself, so that a struct which derives both `Module` and [`Initialize`] may
///   hold a module of another crate as a `BurnModule`, with rules for it.
#[derive(Debug, Clone)]
pub struct BurnModule<M> {
    /// `None` only while burn maps it.
    module: Option<M>,
}

impl<M: Module> BurnModule<M> {
    /// Takes the module. Its lazy parameters stay lazy.
    pub fn new(module: M) -> Self {
        Self {
            module: Some(module),
        }
    }

    /// Gives the module back.
    ///
    /// # Panics
    /// If burn, or a device of it, panicked while the module was reset, and that was caught.
    pub fn into_inner(self) -> M {
        self.module.expect(LOST)
    }
}

const LOST: &str = "the module was lost when burn panicked while mapping it";

/// The module. Panics as [`into_inner`](BurnModule::into_inner).
impl<M> Deref for BurnModule<M> {
    type Target = M;

    fn deref(&self) -> &M {
        self.module.as_ref().expect(LOST)
    }
}

impl<M> DerefMut for BurnModule<M> {
    fn deref_mut(&mut self) -> &mut M {
        self.module.as_mut().expect(LOST)
    }
}

impl<M: Module> Initialize for BurnModule<M> {
    fn visit_parameters(&self, visitor: &mut dyn Visitor) {
        let steps = Steps::through(&**self);
        self.visit(&mut Reading { steps, visitor });
    }

    fn visit_parameters_mut(&mut self, visitor: &mut dyn VisitorMut) {
        let steps = Steps::through(&**self);
        let mut writing = Writing { steps, visitor };
        self.module = self.module.take().map(|module| module.map(&mut writing));
    }
}

/// A visitor for burn that reports to one of this crate.
struct Reading<'v> {
    steps: Steps,
    visitor: &'v mut dyn Visitor,
}

impl ModuleVisitor for Reading<'_> {
    fn enter_module(&mut self, name: &str, container: &str) {
        self.steps.enter(self.visitor, name, container);
    }

    fn exit_module(&mut self, _: &str, _: &str) {
        self.steps.exit(self.visitor);
    }

    fn visit_float<const D: usize>(&mut self, param: &Param<Tensor<D>>) {
        self.steps.visit(param, self.visitor);
    }

    fn visit_int<const D: usize>(&mut self, param: &Param<Tensor<D, Int>>) {
        self.steps.visit(param, self.visitor);
    }

    fn visit_bool<const D: usize>(&mut self, param: &Param<Tensor<D, Bool>>) {
        self.steps.visit(param, self.visitor);
    }

    fn visit_flag(&mut self, _: &Param<Flag>) {
        self.steps.found();
    }
}

/// A mapper for burn that reports to a visitor of this crate.
struct Writing<'v> {
    steps: Steps,
    visitor: &'v mut dyn VisitorMut,
}

impl ModuleMapper for Writing<'_> {
    fn enter_module(&mut self, name: &str, container: &str) {
        self.steps.enter(self.visitor, name, container);
    }

    fn exit_module(&mut self, _: &str, _: &str) {
        self.steps.exit(self.visitor);
    }

    fn map_float<const D: usize>(&mut self, mut param: Param<Tensor<D>>) -> Param<Tensor<D>> {
        self.steps.visit_mut(&mut param, self.visitor);
        param
    }

    fn map_int<const D: usize>(
        &mut self,
        mut param: Param<Tensor<D, Int>>,
    ) -> Param<Tensor<D, Int>> {
        self.steps.visit_mut(&mut param, self.visitor);
        param
    }

    fn map_bool<const D: usize>(
        &mut self,
        mut param: Param<Tensor<D, Bool>>,
    ) -> Param<Tensor<D, Bool>> {
        self.steps.visit_mut(&mut param, self.visitor);
        param
    }

    fn map_flag(&mut self, flag: Param<Flag>) -> Param<Flag> {
        self.steps.found();
        flag
    }
}

/// The role of a tensor in the layer that holds it.
enum Kind {
    Parameter {
        layout: Option<&'static str>,
        default: Option<Box<dyn Initializer>>,
    },
    Buffer(Constant),
}

impl Kind {
    fn declared(&self) -> Declared<'_> {
        let (layout, default) = match self {
            Self::Parameter { layout, default } => (layout, default),
            Self::Buffer(initializer) => return Declared::new(initializer).buffer(),
        };
        let declared = match default {
            Some(default) => Declared::new(&**default)
                .by_default()
                .origin("PyTorch's default for the layer"),
            None => Declared::parameter(),
        };
        match layout {
            Some(layout) => declared.by_name().layout(*layout),
            None => declared.by_name(),
        }
    }
}

/// The container of a name, as burn reports it.
#[derive(Debug, Clone, Copy)]
enum Container {
    Struct(&'static str),
    Enum(&'static str),
    List,
    Other,
}

impl Container {
    fn read(container: &str) -> Self {
        match container.split_once(':') {
            Some(("Struct", name)) => Self::Struct(intern(name)),
            Some(("Enum", name)) => Self::Enum(intern(name)),
            _ if matches!(container, "Vec" | "Array") => Self::List,
            _ => Self::Other,
        }
    }
}

/// A name that lives as long as the program, which has few types.
fn intern(name: &str) -> &'static str {
    static NAMES: Mutex<BTreeSet<&'static str>> = Mutex::new(BTreeSet::new());
    let mut names = NAMES.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(known) = names.get(name) {
        return known;
    }
    let name = Box::leak(Box::<str>::from(name));
    names.insert(name);
    name
}

/// A name that burn has entered.
#[derive(Debug, Clone)]
struct Step {
    name: String,
    container: Container,
    /// True once something was found there.
    found: bool,
}

impl Step {
    fn component(&self) -> Component<'_> {
        match (self.container, self.name.parse()) {
            (Container::List, Ok(index)) => Component::index(index),
            // burn has the name of the variant here, whose one field is a module.
            (Container::Enum(_), _) => Component::field("0"),
            _ => Component::field(&self.name),
        }
    }
}

/// The position of burn's walk, and the part of it that this crate's visitor has heard. burn enters
/// a name before it is clear whether it holds a module or a parameter, and only then reports the
/// type around the name: so a name is held back until something is found in it.
#[derive(Debug)]
struct Steps {
    facts: Facts,
    names: Vec<String>,
    held: Option<Step>,
    /// For each module that was entered, whether its type has been reported.
    told: Vec<bool>,
}

impl Steps {
    fn through<M: Module>(module: &M) -> Self {
        let mut facts = Facts::default();
        module.visit(&mut facts);
        Self {
            facts,
            names: Vec::new(),
            held: None,
            told: [false].into(),
        }
    }

    fn enter<V: Walk + ?Sized>(&mut self, visitor: &mut V, name: &str, container: &str) {
        if let Some(step) = self.held.take() {
            visitor.enter(step.component());
            self.told.push(false);
        }
        let container = Container::read(container);
        if let Some(told @ false) = self.told.last_mut() {
            *told = true;
            match container {
                Container::Struct(name) | Container::Enum(name) => visitor.module(name),
                Container::List => {
                    visitor.list(self.facts.length(&self.names));
                }
                Container::Other => {}
            }
        }
        self.names.push(name.into());
        self.held = Some(Step {
            name: name.into(),
            container,
            found: false,
        });
    }

    fn exit<V: Walk + ?Sized>(&mut self, visitor: &mut V) {
        self.names.pop();
        match self.held.take() {
            // A `None` or an empty list.
            Some(step) if !step.found => visitor.absent(Some(&step.component())),
            Some(_) => {}
            None => {
                visitor.leave();
                self.told.pop();
            }
        }
    }

    /// The role of the tensor that was found.
    fn kind(&self, step: &Step) -> Kind {
        let module = self
            .names
            .split_last()
            .map_or(&[][..], |(_, module)| module);
        match (step.container, step.name.as_str()) {
            (Container::Struct("BatchNorm"), "running_mean") => Kind::Buffer(zeros()),
            (Container::Struct("BatchNorm"), "running_var") => Kind::Buffer(ones()),
            (Container::Struct(layer), name) => Kind::Parameter {
                layout: layout_of(layer).filter(|_| name == "weight"),
                default: self.facts.default_of(module, layer, name),
            },
            _ => Kind::Parameter {
                layout: None,
                default: None,
            },
        }
    }

    /// Hands the tensor that was found to a visitor of this crate.
    fn visit(&mut self, tensor: &impl Parameters, visitor: &mut dyn Visitor) {
        let step = self.found();
        let kind = self.kind(&step);
        tensor.visit(&step.component(), &kind.declared(), visitor);
    }

    /// The same, to be written.
    fn visit_mut(&mut self, tensor: &mut impl Parameters, visitor: &mut dyn VisitorMut) {
        let step = self.found();
        let kind = self.kind(&step);
        tensor.visit_mut(&step.component(), &kind.declared(), visitor);
    }

    /// Notes that something other than a module was found, and returns its name.
    fn found(&mut self) -> Step {
        match &mut self.held {
            Some(step) => {
                step.found = true;
                step.clone()
            }
            // The module is itself a parameter.
            None => Step {
                name: String::new(),
                container: Container::Other,
                found: true,
            },
        }
    }
}
