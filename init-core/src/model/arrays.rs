//! Numbers, and arrays of numbers nested to any depth.

use alloc::boxed::Box;

use crate::dtype::{elements, integers};
use crate::parameter::{Flat, Number, Seen};
use crate::tensor::Lengths;
use crate::walk::{
    Component, Declared, DeclaredShape, ListEntry, Parameters, ShapeSource, Visitor, VisitorMut,
};

macro_rules! numbers {
    ($($rust:path [$($feature:literal)?];)*) => {$(
        $(#[cfg(feature = $feature)])?
        #[diagnostic::do_not_recommend]
        impl<S: ShapeSource> Parameters<S> for $rust {
            fn visit(
                &self,
                component: &Component<'_>,
                declared: &Declared<'_>,
                visitor: &mut dyn Visitor,
            ) {
                visit_numbers::<S, Self>(core::slice::from_ref(self), &[], component, declared, visitor);
            }

            fn visit_mut(
                &mut self,
                component: &Component<'_>,
                declared: &Declared<'_>,
                visitor: &mut dyn VisitorMut,
            ) {
                visit_numbers_mut::<S, Self>(core::slice::from_mut(self), &[], component, declared, visitor);
            }

            fn visit_run(
                run: &[Self],
                outer: &[usize],
                component: &Component<'_>,
                declared: &Declared<'_>,
                visitor: &mut dyn Visitor,
            ) {
                visit_numbers::<S, Self>(run, outer, component, declared, visitor);
            }

            fn visit_run_mut(
                run: &mut [Self],
                outer: &[usize],
                component: &Component<'_>,
                declared: &Declared<'_>,
                visitor: &mut dyn VisitorMut,
            ) {
                visit_numbers_mut::<S, Self>(run, outer, component, declared, visitor);
            }
        }

        $(#[cfg(feature = $feature)])?
        #[diagnostic::do_not_recommend]
        impl ListEntry<DeclaredShape> for $rust {}
    )*};
}

macro_rules! floats {
    ($($variant:ident $rust:path [$($feature:literal)?] $file:ident $bits:tt $known:tt;)*) => {
        numbers! { $($rust [$($feature)?];)* }
    };
}
elements!(floats);

macro_rules! whole_numbers {
    (integers {$($variant:ident $rust:ident $file:ident $doc:literal;)*}) => {
        numbers! { $($rust [];)* }
    };
}
integers!(whole_numbers);

numbers! {
    num_complex_0_4::Complex<f32> ["num-complex-0_4"];
    num_complex_0_4::Complex<f64> ["num-complex-0_4"];
}

fn visit_numbers<S: ShapeSource, T: Number>(
    run: &[T],
    outer: &[usize],
    component: &Component<'_>,
    declared: &Declared<'_>,
    visitor: &mut dyn Visitor,
) {
    let tensor = Seen(Flat::of(run, S::shape(outer, declared)));
    declared.hand_over(&tensor, |tensor, declared| {
        visitor.parameter(component, tensor, declared);
    });
}

fn visit_numbers_mut<S: ShapeSource, T: Number>(
    run: &mut [T],
    outer: &[usize],
    component: &Component<'_>,
    declared: &Declared<'_>,
    visitor: &mut dyn VisitorMut,
) {
    let mut tensor = Flat::of(run, S::shape(outer, declared));
    declared.hand_over_mut(&mut tensor, |tensor, declared| {
        visitor.parameter(component, tensor, declared);
    });
}

impl<S: ShapeSource, T: Parameters<S>, const N: usize> Parameters<S> for [T; N] {
    fn visit(&self, component: &Component<'_>, declared: &Declared<'_>, visitor: &mut dyn Visitor) {
        T::visit_run(self, &[N], component, declared, visitor);
    }

    fn visit_mut(
        &mut self,
        component: &Component<'_>,
        declared: &Declared<'_>,
        visitor: &mut dyn VisitorMut,
    ) {
        T::visit_run_mut(self, &[N], component, declared, visitor);
    }

    fn visit_run(
        run: &[Self],
        outer: &[usize],
        component: &Component<'_>,
        declared: &Declared<'_>,
        visitor: &mut dyn Visitor,
    ) {
        let outer = Lengths::with(outer, N);
        T::visit_run(run.as_flattened(), &outer, component, declared, visitor);
    }

    fn visit_run_mut(
        run: &mut [Self],
        outer: &[usize],
        component: &Component<'_>,
        declared: &Declared<'_>,
        visitor: &mut dyn VisitorMut,
    ) {
        let outer = Lengths::with(outer, N);
        T::visit_run_mut(run.as_flattened_mut(), &outer, component, declared, visitor);
    }
}

impl<S: ShapeSource, T: ListEntry<S>, const N: usize> ListEntry<S> for [T; N] {}

/// An array inside a pointer that owns it or borrows it alone.
macro_rules! pointer {
    ($($array:ty),*) => {$(
        impl<S: ShapeSource, T: Parameters<S>, const N: usize> Parameters<S> for $array {
            fn visit(
                &self,
                component: &Component<'_>,
                declared: &Declared<'_>,
                visitor: &mut dyn Visitor,
            ) {
                (**self).visit(component, declared, visitor);
            }

            fn visit_mut(
                &mut self,
                component: &Component<'_>,
                declared: &Declared<'_>,
                visitor: &mut dyn VisitorMut,
            ) {
                (**self).visit_mut(component, declared, visitor);
            }
        }

        impl<S: ShapeSource, T: Parameters<S>, const N: usize> ListEntry<S> for $array {}
    )*};
}
pointer!(Box<[T; N]>, &mut [T; N]);
