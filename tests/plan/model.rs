//! Models that are only planned.

use std::borrow::Cow;

use init_core::error::Problem;
use init_core::tensor::DType;
use init_core::values::Values;
use init_core::walk::{Component, Declared, Visitor, VisitorMut};
use init_core::{Initialize, Parameter, Plan};

/// The path, the shape and the declaration of a parameter of f32.
pub(crate) type Row<'m> = (&'m str, &'m [usize], &'m Declared<'m>);

/// A parameter without memory.
pub(crate) struct Planned<'m> {
    pub(crate) path: String,
    pub(crate) stream: Option<String>,
    pub(crate) shape: Vec<usize>,
    pub(crate) dtype: DType,
    pub(crate) declared: &'m Declared<'m>,
}

/// Parameters in modules of one name.
pub(crate) struct Model<'m> {
    pub(crate) module: &'static str,
    pub(crate) parameters: Vec<Planned<'m>>,
}

/// The plan of parameters in modules of one name.
pub(crate) fn plan(module: &'static str, rows: &[Row<'_>]) -> Plan {
    let parameters = rows.iter().map(|(path, shape, declared)| Planned {
        path: (*path).to_owned(),
        stream: None,
        shape: shape.to_vec(),
        dtype: DType::F32,
        declared,
    });
    let parameters = parameters.collect();
    let model = Model { module, parameters };
    model.plan().unwrap_or_else(|error| panic!("{error}"))
}

impl Parameter for Planned<'_> {
    fn shape(&self) -> Cow<'_, [usize]> {
        Cow::Borrowed(&self.shape)
    }

    fn dtype(&self) -> DType {
        self.dtype
    }

    fn write(&mut self, _: &Values<'_>) -> Result<(), Problem> {
        unreachable!("it is only planned")
    }

    fn read(&self, _: &mut dyn FnMut(&[f64])) -> Result<(), Problem> {
        unreachable!("it is only planned")
    }
}

impl Initialize for Model<'_> {
    fn visit_parameters(&self, visitor: &mut dyn Visitor) {
        visitor.module(self.module);
        for parameter in &self.parameters {
            let mut components: Vec<&str> = parameter.path.split('.').collect();
            let name = components.pop().expect("a component");
            for component in &components {
                visitor.enter(Component::field(component));
                visitor.module(self.module);
            }
            let mut component = Component::field(name);
            if let Some(stream) = &parameter.stream {
                component = component.stream(stream);
            }
            visitor.parameter(&component, parameter, parameter.declared);
            for _ in &components {
                visitor.leave();
            }
        }
    }

    fn visit_parameters_mut(&mut self, _: &mut dyn VisitorMut) {
        unreachable!("it is only planned")
    }
}
