//! Visitors: the calls that they receive during a walk.

use super::{Component, Declared, Layer, RuleUse, Shared, Trail};
use crate::error::Problem;
use crate::parameter::Parameter;

/// The part of a visitor that does not depend on whether parameters are read or written.
///
/// A model's implementation of [`Initialize`](crate::model::Initialize) calls `module` first, then
/// hands over its fields in order: `enter`, the nested module, `leave`; or a parameter.
///
/// A visitor keeps a [`Trail`], which receives everything but `fail` unless it is overridden.
pub trait Walk {
    /// The position of the walk.
    fn trail(&mut self) -> &mut Trail;

    /// Records a problem of the current position, or of its parameter `component`. The walk
    /// continues.
    fn fail(&mut self, component: Option<&Component<'_>>, problem: Problem);

    /// Steps into a field, an entry of a list or of a map.
    fn enter(&mut self, component: Component<'_>) {
        self.trail().enter(&component);
    }

    /// Steps out of the component entered last.
    fn leave(&mut self) {
        self.trail().leave();
    }

    /// Names the type of the module that is being walked, without its path and generics,
    /// e.g. `Linear`.
    fn module(&mut self, name: &'static str) {
        self.trail().module(name);
    }

    /// Announces that the component entered last is a list of this length. Its entries follow, each
    /// entered or handed over as a parameter.
    fn list(&mut self, length: usize) {
        self.trail().list(length);
    }

    /// Announces that the content that follows is shared, and asks whether to walk it: `true` the
    /// first time its id is met, `false` from then on.
    fn shared(&mut self, shared: &Shared<'_>) -> bool {
        self.trail().shared(shared).is_none()
    }

    /// Announces that the component entered last, or its parameter `component`, is absent but could
    /// exist: it is optional, or part of another variant of an enum. A rule that reaches nothing
    /// else is a warning and not an error.
    fn absent(&mut self, _component: Option<&Component<'_>>) {}

    /// The nearest enclosing list, and the lists around it, for an expression of the parameter
    /// `component` that reads `layer` and goes out as far as `lists`. Fewer lists are a problem of
    /// the walk; a list of one entry replaces each missing one.
    fn layer(&mut self, component: &Component<'_>, lists: usize) -> Layer {
        let layer = self.trail().layer_of(component);
        if let Err(problem) = Layer::check(layer.as_ref(), lists) {
            self.fail(Some(component), problem);
        }
        layer.unwrap_or(Layer::SINGLE)
    }

    /// Hears how often a rule was used, from its declaration, after everything below has been
    /// walked.
    fn rule(&mut self, _rule: &RuleUse<'_>) {}
}

/// The methods of [`Walk`] but `shared`, for an adapter that hands all of them on to the visitor in the
/// field `visitor`.
macro_rules! hand_on_walk {
    () => {
        fn trail(&mut self) -> &mut $crate::walk::Trail {
            self.visitor.trail()
        }

        fn fail(
            &mut self,
            component: Option<&$crate::walk::Component<'_>>,
            problem: $crate::error::Problem,
        ) {
            self.visitor.fail(component, problem);
        }

        fn enter(&mut self, component: $crate::walk::Component<'_>) {
            self.visitor.enter(component);
        }

        fn leave(&mut self) {
            self.visitor.leave();
        }

        fn module(&mut self, name: &'static str) {
            self.visitor.module(name);
        }

        fn list(&mut self, length: usize) {
            self.visitor.list(length);
        }

        fn absent(&mut self, component: Option<&$crate::walk::Component<'_>>) {
            self.visitor.absent(component);
        }

        fn layer(
            &mut self,
            component: &$crate::walk::Component<'_>,
            lists: usize,
        ) -> $crate::walk::Layer {
            self.visitor.layer(component, lists)
        }

        fn rule(&mut self, rule: &$crate::walk::RuleUse<'_>) {
            self.visitor.rule(rule);
        }
    };
}
pub(crate) use hand_on_walk;

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

    /// A parameter whose id was met before: the content written at the first path may have to be
    /// [given](Parameter::tied) to it.
    fn tied(&mut self, _component: &Component<'_>, _tensor: &mut dyn Parameter) {}
}
