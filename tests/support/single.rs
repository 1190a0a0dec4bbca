//! A model of one tensor, under a path of any depth.

use init_core::Initialize;
use init_core::walk::OwnShape;
use init_core::walk::{Component, Declared, Parameters, Visitor, VisitorMut};

/// One tensor under a path.
pub(crate) struct Single<'m, P> {
    pub(crate) path: &'m [&'m str],
    pub(crate) tensor: P,
    pub(crate) declared: &'m Declared<'m>,
}

impl<P: Parameters> Initialize for Single<'_, P> {
    fn visit_parameters(&self, visitor: &mut dyn Visitor) {
        let (name, modules) = self.path.split_last().expect("a path");
        for module in modules {
            visitor.enter(Component::field(module));
        }
        let component = Component::field(name);
        Parameters::<OwnShape>::visit(&self.tensor, &component, self.declared, visitor);
        for _ in modules {
            visitor.leave();
        }
    }

    fn visit_parameters_mut(&mut self, visitor: &mut dyn VisitorMut) {
        let (name, modules) = self.path.split_last().expect("a path");
        for module in modules {
            visitor.enter(Component::field(module));
        }
        let component = Component::field(name);
        Parameters::<OwnShape>::visit_mut(&mut self.tensor, &component, self.declared, visitor);
        for _ in modules {
            visitor.leave();
        }
    }
}
