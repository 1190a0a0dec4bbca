//! Generic structs, with the bounds that their users write.

use std::marker::PhantomData;
use std::ops::Deref;

use init_core::walk::Parameters;
use init_core::{Initialize, Parameter};

use super::{paths, planned, reset};

/// A module to put into generic ones.
#[derive(Initialize, Default)]
struct Scale {
    #[init(ones)]
    scale: [f32; 2],
}

#[derive(Initialize)]
struct Convolution<const OUT: usize, const IN: usize, const SIZE: usize = 3> {
    #[init(kaiming_normal, mode = "fan_out")]
    weight: [[[[f32; SIZE]; SIZE]; IN]; OUT],
    #[init(zeros)]
    bias: [f32; OUT],
}

#[test]
fn const_generics_stand_in_field_types() {
    let model = Convolution::<8, 4> {
        weight: [[[[0.0; 3]; 3]; 4]; 8],
        bias: [0.0; 8],
    };
    assert_eq!(
        planned(&model),
        [
            "weight [8, 4, 3, 3] kaiming_normal, mode = \"fan_out\"",
            "bias [8] zeros",
        ]
    );
}

#[derive(Initialize)]
struct ConstInExpression<const N: usize> {
    #[init(constant = N as f64, shape = N)]
    bias: Vec<f32>,
}

#[test]
fn const_generics_stand_in_expressions() {
    let mut model = ConstInExpression::<5> { bias: vec![0.0; 5] };
    reset(&mut model);
    assert_eq!(model.bias, [5.0; 5]);
}

#[derive(Initialize)]
struct View<'a> {
    #[init(ones, shape = (self.rows, 2))]
    data: &'a mut [f32],
    #[init(skip)]
    rows: usize,
}

#[test]
fn a_view_of_flat_memory_has_a_lifetime_and_a_shape() {
    let mut memory = [0.0; 6];
    let mut view = View {
        data: &mut memory,
        rows: 3,
    };
    assert_eq!(planned(&view), ["data [3, 2] ones"]);
    reset(&mut view);
    assert_eq!(memory, [1.0; 6]);
}

#[derive(Initialize)]
struct Borrowing<'a, 'b: 'a, T: Initialize + ?Sized> {
    inner: &'a mut T,
    other: Option<&'b mut Scale>,
}

#[test]
fn a_borrowed_module_is_a_module() {
    let (mut inner, mut other) = (Scale::default(), Scale::default());
    let mut model = Borrowing {
        inner: &mut inner,
        other: Some(&mut other),
    };
    assert_eq!(paths(&model), ["inner.scale", "other.scale"]);
    reset(&mut model);
    assert_eq!((inner.scale, other.scale), ([1.0; 2], [1.0; 2]));
}

#[test]
fn a_borrowed_module_may_be_dynamic() {
    let mut inner = Scale::default();
    let dynamic: &mut dyn Initialize = &mut inner;
    let mut model = Borrowing {
        inner: dynamic,
        other: None,
    };
    reset(&mut model);
    assert_eq!(inner.scale, [1.0; 2]);
}

#[derive(Initialize)]
struct WhereClause<T, U>
where
    T: Deref<Target = [f32]> + Parameter,
    U: Copy,
{
    #[init(constant = f64::from(self.tag))]
    weight: T,
    #[init(skip)]
    tag: Tag<U>,
}

#[derive(Clone, Copy)]
struct Tag<U>(f64, PhantomData<U>);

impl<U> From<Tag<U>> for f64 {
    fn from(tag: Tag<U>) -> Self {
        tag.0
    }
}

/// A tensor of another library.
struct Tensor(Vec<f32>);

impl Deref for Tensor {
    type Target = [f32];

    fn deref(&self) -> &[f32] {
        &self.0
    }
}

impl Parameter for Tensor {
    fn shape(&self) -> std::borrow::Cow<'_, [usize]> {
        vec![self.0.len()].into()
    }

    fn dtype(&self) -> init_core::tensor::DType {
        init_core::tensor::DType::F32
    }

    fn write(
        &mut self,
        values: &init_core::values::Values<'_>,
    ) -> Result<(), init_core::error::Problem> {
        values.contiguous(&mut self.0)
    }

    fn read(&self, sink: &mut dyn FnMut(&[f64])) -> Result<(), init_core::error::Problem> {
        self.0.iter().for_each(|&value| sink(&[f64::from(value)]));
        Ok(())
    }
}

#[test]
fn the_users_where_clause_is_kept() {
    let mut model = WhereClause {
        weight: Tensor(vec![0.0; 3]),
        tag: Tag(2.0, PhantomData::<u8>),
    };
    assert_eq!(planned(&model), ["weight [3] constant = 2.0"]);
    reset(&mut model);
    assert_eq!(*model.weight, [2.0; 3]);
}

#[derive(Initialize)]
struct Defaults<T = [f32; 4], M = Scale, const N: usize = 1> {
    #[init(ones)]
    weight: T,
    modules: [M; N],
}

#[test]
fn type_parameters_have_defaults() {
    let model: Defaults = Defaults {
        weight: [0.0; 4],
        modules: [Scale::default()],
    };
    assert_eq!(paths(&model), ["weight", "modules.0.scale"]);
}

fn assert_module<T: Initialize>(_: &T) {}

fn generic_caller<T: Parameters, M: Initialize>(weight: T, module: M) {
    assert_module(&Defaults {
        weight,
        modules: [module],
    });
}

#[test]
fn the_inferred_bounds_are_met_by_a_generic_caller() {
    generic_caller([0.0_f32; 2], Scale::default());
}

#[derive(Initialize)]
struct Function<F: Fn() -> f64> {
    #[init(constant = (self.value)())]
    weight: [f32; 2],
    #[init(skip)]
    value: F,
}

#[test]
fn a_skipped_type_parameter_needs_no_bound() {
    let mut model = Function {
        weight: [0.0; 2],
        value: || 6.0,
    };
    reset(&mut model);
    assert_eq!(model.weight, [6.0; 2]);
}

#[derive(Initialize)]
struct Unsized<T: ?Sized> {
    #[init(zeros)]
    bias: [f32; 1],
    marker: PhantomData<T>,
    inner: Box<T>,
}

#[test]
fn a_type_parameter_may_be_unsized() {
    let model: Unsized<dyn Initialize> = Unsized {
        bias: [0.0],
        marker: PhantomData,
        inner: Box::new(Scale::default()),
    };
    assert_eq!(paths(&model), ["bias", "inner.scale"]);
}
