//! The walk over a model: what every visitor hears, in declaration order.
//!
//! `visit_parameters` and `visit_parameters_mut` are to a model what `iter` and `iter_mut`
//! are to a list. Both call the same methods in the same order; resetting, planning,
//! measuring and saving are visitors, and so are the adapters that stand between a model and
//! a visitor (a rule that replaces an initializer hands the walk on to the visitor around it,
//! so the rule nearest the root has the last word).

use alloc::borrow::Cow;

use crate::rules::RuleUse;
use crate::{Declared, Layer, Parameter, Problem, Trail};

/// The part of a visitor that does not depend on whether parameters are read or written.
///
/// A model's implementation of [`Initialize`](crate::Initialize) calls `module` first, then
/// hands over its fields in order: `enter`, the nested module, `leave`; or a parameter.
///
/// A visitor keeps a [`Trail`], to which everything but `fail` goes unless it is overridden.
pub trait Walk {
    /// Where the walk stands.
    fn trail(&mut self) -> &mut Trail;

    /// Records a problem with what the walk stands at, or with the parameter `component` of
    /// it. The walk goes on.
    fn fail(&mut self, component: Option<&Component<'_>>, problem: Problem);

    /// Steps into a field, an entry of a list or of a map.
    fn enter(&mut self, component: Component<'_>) {
        self.trail().enter(&component);
    }

    /// Steps out of what was entered last.
    fn leave(&mut self) {
        self.trail().leave();
    }

    /// Names the type of the module that is being walked, without its path and generics,
    /// e.g. `Linear`.
    fn module(&mut self, name: &'static str) {
        self.trail().module(name);
    }

    /// Says that what was entered last is a list of this length, whose entries follow, each
    /// entered or handed over as a parameter.
    fn list(&mut self, length: usize) {
        self.trail().list(length);
    }

    /// Says that what follows is shared, and asks whether to walk it: `true` the first time
    /// an identity is met, `false` from then on.
    fn shared(&mut self, shared: &Shared<'_>) -> bool {
        self.trail().shared(shared).is_none()
    }

    /// Says that what was entered last, or the parameter `component` of it, is not there, but
    /// could be: it is optional, or part of another variant of an enum. A rule that reaches
    /// nothing else is a warning and not an error.
    fn absent(&mut self, _component: Option<&Component<'_>>) {}

    /// The nearest enclosing list, and the lists around it, for an expression of the parameter
    /// `component` that reads `layer` and goes out as far as `lists`. Fewer lists are a problem
    /// of the walk; in place of each that is not there stands a list of one entry.
    fn layer(&mut self, component: &Component<'_>, lists: usize) -> Layer {
        let layer = self.trail().layer_of(component);
        if let Err(problem) = Layer::check(layer.as_ref(), lists) {
            self.fail(Some(component), problem);
        }
        layer.unwrap_or(Layer::SINGLE)
    }

    /// Hears how often a rule was used, from the place where it is declared, once everything
    /// below has been walked.
    fn rule(&mut self, _rule: &RuleUse<'_>) {}
}

/// A visitor that reads parameters.
pub trait Visitor: Walk {
    /// A parameter of the module that is being walked.
    fn parameter(
        &mut self,
        component: &Component<'_>,
        tensor: &dyn Parameter,
        declared: &Declared<'_>,
    );
}

/// A visitor that may write parameters.
pub trait VisitorMut: Walk {
    /// A parameter of the module that is being walked.
    fn parameter(
        &mut self,
        component: &Component<'_>,
        tensor: &mut dyn Parameter,
        declared: &Declared<'_>,
    );

    /// A parameter whose identity was met before: what is written at the first place may have
    /// to be [given](Parameter::tied) to it.
    fn tied(&mut self, _component: &Component<'_>, _tensor: &mut dyn Parameter) {}
}

/// One component of a path: the name of a field, an index, or the key of a map.
///
/// ```
/// use init_core::Component;
///
/// let renamed = Component::field("weight").stream("kernel");
/// assert_eq!(renamed.path_name(), "weight");
/// assert_eq!(renamed.stream_name(), "kernel");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Component<'a> {
    name: Cow<'a, str>,
    stream: Option<&'a str>,
    /// The place in a list.
    place: Option<usize>,
    /// Whether the name may be empty, which makes the component transparent.
    transparent: bool,
}

impl<'a> Component<'a> {
    /// A field. An empty name makes the field transparent: it adds nothing to the path.
    pub fn field(name: &'a str) -> Self {
        Self {
            name: Cow::Borrowed(name),
            stream: None,
            place: None,
            transparent: true,
        }
    }

    /// An entry of a list.
    pub fn index(index: usize) -> Self {
        Self {
            name: Cow::Owned(alloc::string::ToString::to_string(&index)),
            stream: None,
            place: Some(index),
            transparent: true,
        }
    }

    /// The entry of a map that stands at `index` in the order of its keys. Unlike the name of
    /// a field, a key must not be empty.
    pub fn key(key: impl Into<Cow<'a, str>>, index: usize) -> Self {
        Self {
            name: key.into(),
            stream: None,
            place: Some(index),
            transparent: false,
        }
    }

    /// Sets the name in the path. An empty one makes the component transparent.
    pub fn name(mut self, name: &'a str) -> Self {
        self.name = Cow::Borrowed(name);
        self.transparent = true;
        self
    }

    /// Sets the component that stands in place of the name when the stream is computed, so
    /// that a renamed field keeps its values.
    pub fn stream(mut self, stream: &'a str) -> Self {
        self.stream = Some(stream);
        self
    }

    /// The component of the path.
    pub fn path_name(&self) -> &str {
        &self.name
    }

    /// The component of the path that the stream is computed from.
    pub fn stream_name(&self) -> &str {
        self.stream.unwrap_or(&self.name)
    }

    /// The place in the list or map around, where the component is an entry of one.
    pub fn place(&self) -> Option<usize> {
        self.place
    }

    /// Whether the path may hold this component.
    pub(crate) fn check(&self) -> Result<(), Problem> {
        use crate::ErrorKind::Component;
        use alloc::format;

        if self.name.is_empty() && !self.transparent {
            return Err(
                Problem::new(Component, "a map's key is empty, so its entry has no path")
                    .help("give the entry a key with at least one character"),
            );
        }
        for name in [self.path_name(), self.stream_name()] {
            if name.contains('.') {
                return Err(Problem::new(
                    Component,
                    format!("the path component `{name}` holds a dot"),
                )
                .help("components are joined by dots: use another character"));
            }
        }
        Ok(())
    }
}

/// What tells one shared thing from all others in a model.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Identity {
    space: &'static str,
    id: u64,
}

impl Identity {
    /// The id that a library gives its tensors, in a space named after the library.
    pub fn new(space: &'static str, id: u64) -> Self {
        Self { space, id }
    }

    /// The address that a sharing pointer, such as `Rc` or `Arc`, owns.
    pub fn address<T: ?Sized>(pointer: *const T) -> Self {
        Self::new("address", pointer.cast::<()>().addr() as u64)
    }
}

/// A container that several places of a model may hold: what identifies it, and, where it
/// holds a parameter, what is declared for it at this place.
#[derive(Debug)]
pub struct Shared<'a> {
    identity: Identity,
    parameter: Option<(&'a Component<'a>, &'a Declared<'a>)>,
}

impl<'a> Shared<'a> {
    /// A shared module.
    pub fn module(identity: Identity) -> Self {
        Self {
            identity,
            parameter: None,
        }
    }

    /// A shared parameter.
    pub fn parameter(
        identity: Identity,
        component: &'a Component<'a>,
        declared: &'a Declared<'a>,
    ) -> Self {
        Self {
            identity,
            parameter: Some((component, declared)),
        }
    }

    /// What the places that hold one container have in common.
    pub fn identity(&self) -> Identity {
        self.identity
    }

    /// The component of a shared parameter; a module has been entered already.
    pub fn component(&self) -> Option<&'a Component<'a>> {
        self.parameter.map(|(component, _)| component)
    }

    /// What is declared for a shared parameter at this place.
    pub fn declared(&self) -> Option<&'a Declared<'a>> {
        self.parameter.map(|(_, declared)| declared)
    }
}
