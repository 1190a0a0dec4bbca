//! The contents of a field with an initializer.

use super::{Component, Declared, Shared, Visitor, VisitorMut, Walk};
use crate::parameter::Parameter;
use crate::tensor::Lengths;

/// The content of a field with an initializer: one parameter, none, or a list of them.
///
/// Implemented for every [`Parameter`], for numbers and arrays of numbers, and for the containers
/// in the table of [`parameter`](crate::parameter). `S` is the source of the shape: [`OwnShape`]
/// for types that know it, [`DeclaredShape`] where the field declares `shape = …`.
///
/// A container has one implementation, which dispatches through its element with
/// [`visit_run`](Parameters::visit_run), as `Hash` does with `hash_slice`: an array of numbers
/// is one parameter, an array of tensors a list.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a parameter, so `#[init(…)]` cannot initialize it",
    label = "not a tensor",
    note = "flat storage, such as `Vec<f32>`, `Box<[f32]>` or `&mut [f32]`, needs its shape: `shape = (self.outputs, self.inputs)`",
    note = "a nested module takes no initializer: remove the attribute and derive `Initialize` for its type",
    note = "a field that is not to be initialized is marked `#[init(skip)]`",
    note = "a tensor of a library needs the feature of init-core that is named after the library and its version; of another version it is a slice with `shape = …`, see `init_core::libraries::guides::other_versions`; a tensor of your own implements `init_core::Parameter`",
    note = "the elements of a tensor are `f32`, `f64`, with the feature `half-2` `f16` or `bf16`, an integer from `i8` to `u64`, or `bool`; a view is a mutable one"
)]
pub trait Parameters<S: ShapeSource = OwnShape> {
    /// Hands the parameters to `visitor`, under `component`.
    fn visit(&self, component: &Component<'_>, declared: &Declared<'_>, visitor: &mut dyn Visitor);

    /// Hands the parameters to `visitor`, to be written.
    fn visit_mut(
        &mut self,
        component: &Component<'_>,
        declared: &Declared<'_>,
        visitor: &mut dyn VisitorMut,
    );

    /// Hands over a contiguous run of `Self` that fills axes of the lengths `outer`: as a
    /// list, nested as deep as `outer`, unless `Self` is a number or an array of numbers.
    fn visit_run(
        run: &[Self],
        outer: &[usize],
        component: &Component<'_>,
        declared: &Declared<'_>,
        visitor: &mut dyn Visitor,
    ) where
        Self: Sized,
    {
        let chunk = enter_list(outer, component, visitor);
        match chunk {
            None => {
                for (index, element) in run.iter().enumerate() {
                    element.visit(&Component::index(index), declared, visitor);
                }
            }
            Some(length) => {
                for (index, part) in run.chunks_exact(length.max(1)).enumerate() {
                    Self::visit_run(
                        part,
                        &outer[1..],
                        &Component::index(index),
                        declared,
                        visitor,
                    );
                }
            }
        }
        visitor.leave();
    }

    /// The same as [`visit_run`](Parameters::visit_run), to be written.
    fn visit_run_mut(
        run: &mut [Self],
        outer: &[usize],
        component: &Component<'_>,
        declared: &Declared<'_>,
        visitor: &mut dyn VisitorMut,
    ) where
        Self: Sized,
    {
        let chunk = enter_list(outer, component, visitor);
        match chunk {
            None => {
                for (index, element) in run.iter_mut().enumerate() {
                    element.visit_mut(&Component::index(index), declared, visitor);
                }
            }
            Some(length) => {
                for (index, part) in run.chunks_exact_mut(length.max(1)).enumerate() {
                    Self::visit_run_mut(
                        part,
                        &outer[1..],
                        &Component::index(index),
                        declared,
                        visitor,
                    );
                }
            }
        }
        visitor.leave();
    }
}

/// Enters the outermost of nested lists; returns the length of its entries where they are lists.
fn enter_list<W: Walk + ?Sized>(
    outer: &[usize],
    component: &Component<'_>,
    walk: &mut W,
) -> Option<usize> {
    walk.enter(component.clone());
    walk.list(outer.first().copied().unwrap_or(0));
    match outer {
        [] | [_] => None,
        [_, inner @ ..] => Some(inner.iter().product()),
    }
}

/// The possible entries of a growable list: everything that is a parameter by itself. Numbers and
/// arrays of numbers in a `Vec` are not: they are flat storage and need a shape.
#[diagnostic::on_unimplemented(
    message = "a list of `{Self}` is flat storage, which has no shape of its own",
    label = "needs `shape = (…)` in its `#[init(…)]`",
    note = "the shape may read other fields: `#[init(kaiming_normal, shape = (self.outputs, self.inputs))]`",
    note = "for a vector write `shape = self.outputs`"
)]
pub trait ListEntry<S: ShapeSource = OwnShape>: Parameters<S> {}

mod sealed {
    pub trait Sealed {}
}

/// The source of a parameter's shape: [`OwnShape`] or [`DeclaredShape`]. This trait is sealed.
pub trait ShapeSource: sealed::Sealed {
    /// The shape of a run of numbers: `outer` are the lengths of the arrays around them.
    #[doc(hidden)]
    fn shape(outer: &[usize], declared: &Declared<'_>) -> Lengths;
}

/// The type knows its shape.
#[derive(Debug, Clone, Copy)]
pub enum OwnShape {}

/// The field declares the shape.
#[derive(Debug, Clone, Copy)]
pub enum DeclaredShape {}

impl sealed::Sealed for OwnShape {}
impl sealed::Sealed for DeclaredShape {}

impl ShapeSource for OwnShape {
    fn shape(outer: &[usize], _: &Declared<'_>) -> Lengths {
        outer.into()
    }
}

impl ShapeSource for DeclaredShape {
    fn shape(outer: &[usize], declared: &Declared<'_>) -> Lengths {
        declared.declared_shape().unwrap_or(outer).into()
    }
}

#[diagnostic::do_not_recommend]
impl<S: ShapeSource, P: Parameter> Parameters<S> for P {
    fn visit(&self, component: &Component<'_>, declared: &Declared<'_>, visitor: &mut dyn Visitor) {
        if is_first(self, component, declared, visitor) {
            declared.hand_over(self, |tensor, declared| {
                visitor.parameter(component, tensor, declared);
            });
        }
    }

    fn visit_mut(
        &mut self,
        component: &Component<'_>,
        declared: &Declared<'_>,
        visitor: &mut dyn VisitorMut,
    ) {
        if is_first(self, component, declared, visitor) {
            declared.hand_over_mut(self, |tensor, declared| {
                visitor.parameter(component, tensor, declared);
            });
        } else {
            visitor.tied(component, self);
        }
    }
}

#[diagnostic::do_not_recommend]
impl<S: ShapeSource, P: Parameter> ListEntry<S> for P {}

/// Returns true if a tensor is met for the first time: always, unless its library shares memory.
fn is_first<W: Walk + ?Sized>(
    tensor: &dyn Parameter,
    component: &Component<'_>,
    declared: &Declared<'_>,
    walk: &mut W,
) -> bool {
    tensor
        .shared_id()
        .is_none_or(|id| walk.shared(&Shared::parameter(id, component, declared)))
}
