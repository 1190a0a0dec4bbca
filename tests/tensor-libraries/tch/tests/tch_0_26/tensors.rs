//! The suite of all libraries, and the properties that a written tensor keeps.

use common::suite::{Library, UNTOUCHED};
use init_core::initializer::{kaiming_uniform, normal};
use init_core::parameter::Flat;
use init_core::tensor::DType;
use init_core::{Initialize, Reset};
use tch::{Device, Kind, Tensor, no_grad};

pub(crate) struct Tch;

fn kind(dtype: DType) -> Kind {
    match dtype {
        DType::F32 => Kind::Float,
        DType::F64 => Kind::Double,
        DType::F16 => Kind::Half,
        DType::Bf16 => Kind::BFloat16,
        DType::F8E4M3 => Kind::Float8e4m3fn,
        DType::F8E5M2 => Kind::Float8e5m2,
        other => panic!("no type of the suite: {other}"),
    }
}

/// Lengths as torch has them.
pub(crate) fn size(shape: &[usize]) -> Vec<i64> {
    shape.iter().map(|&length| length as i64).collect()
}

pub(crate) fn full(shape: &[usize], dtype: DType) -> Tensor {
    let wide = Tensor::full(size(shape), UNTOUCHED, (Kind::Double, Device::Cpu));
    wide.to_kind(kind(dtype))
}

/// A part of a larger tensor, with gaps along every axis.
fn with_gaps(shape: &[usize], dtype: DType) -> Tensor {
    let larger: Vec<usize> = shape.iter().map(|length| length + 3).collect();
    let axes = shape.iter().enumerate();
    axes.fold(full(&larger, dtype), |part, (axis, &length)| {
        part.narrow(axis as i64, 2, length as i64)
    })
}

impl Library for Tch {
    type Tensor = Tensor;

    fn tensor(shape: &[usize], dtype: DType) -> Option<Tensor> {
        Some(full(shape, dtype).set_requires_grad(true))
    }

    fn elsewhere(shape: &[usize], dtype: DType) -> Vec<Tensor> {
        let turned: Vec<usize> = shape.iter().rev().copied().collect();
        let axes: Vec<i64> = (0..shape.len() as i64).rev().collect();
        let column_major = full(&turned, dtype).permute(&axes);
        vec![
            full(shape, dtype),
            column_major.shallow_clone(),
            column_major.copy().permute(&axes).permute(&axes),
            with_gaps(shape, dtype),
            with_gaps(&turned, dtype)
                .permute(&axes)
                .set_requires_grad(true),
        ]
    }

    fn elements(tensor: &Tensor) -> Vec<f64> {
        let wide = tensor.detach().to_kind(Kind::Double).flatten(0, -1);
        Vec::try_from(wide).unwrap()
    }
}

common::suite!(Tch);

#[derive(Initialize)]
struct Fields {
    #[init(normal)]
    variable: Tensor,
    #[init(normal)]
    plain: Tensor,
    #[init(zeros)]
    optional: Option<Tensor>,
    #[init(uniform)]
    list: Vec<Tensor>,
}

/// The memory that a clone made before the reset reads is the memory that is written.
#[test]
fn address_and_gradient_flag_are_kept() {
    let mut fields = Fields {
        variable: full(&[64, 3], DType::F32).set_requires_grad(true),
        plain: full(&[64, 3], DType::F32),
        optional: Some(full(&[5], DType::F32)),
        list: vec![full(&[9], DType::F32), full(&[9], DType::F32)],
    };
    let address = fields.variable.data_ptr();
    let before = [&fields.variable, &fields.plain].map(Tensor::shallow_clone);
    let plan = Reset::seed(1).run(&mut fields).unwrap();
    let paths: Vec<_> = plan
        .entries()
        .iter()
        .map(init_core::plan::Entry::path)
        .collect();
    assert_eq!(paths, ["variable", "plain", "optional", "list.0", "list.1"]);

    assert_eq!(fields.variable.data_ptr(), address);
    assert!(fields.variable.requires_grad() && fields.variable.is_leaf());
    assert!(!fields.plain.requires_grad());
    let [first, second] = before.map(|tensor| Tch::elements(&tensor));
    assert_eq!(first, Tch::elements(&fields.variable));
    assert_eq!(second, Tch::elements(&fields.plain));
    assert!(!first.contains(&UNTOUCHED) && !second.contains(&UNTOUCHED));
    assert_ne!(first, second);
    assert_eq!(Tch::elements(&fields.optional.unwrap()), [0.0; 5]);
}

/// A gradient that was there stays, and the next one flows.
#[test]
fn gradients_flow_before_and_after() {
    let mut weight = full(&[3, 2], DType::F32).set_requires_grad(true);
    (&weight * 3.0).sum(Kind::Float).backward();
    let mut rng = init_core::hidden::doc::rng();
    normal().fill(&mut weight, &mut rng).unwrap();
    assert_eq!(Tch::elements(&weight.grad()), [3.0; 6]);
    (&weight * 2.0).sum(Kind::Float).backward();
    assert_eq!(Tch::elements(&weight.grad()), [5.0; 6]);
    assert!(
        (&weight * 2.0).requires_grad(),
        "gradients are tracked again"
    );
}

/// What lies between the elements of a view is left alone.
#[test]
fn the_rest_of_a_storage_is_left_alone() {
    let whole = full(&[10, 8], DType::F64);
    let mut part = whole.narrow(0, 2, 5).narrow(1, 3, 4);
    let mut rng = init_core::hidden::doc::rng();
    normal().fill(&mut part, &mut rng).unwrap();
    let elements = Tch::elements(&whole);
    for (place, value) in elements.into_iter().enumerate() {
        let (row, column) = (place / 8, place % 8);
        let inside = (2..7).contains(&row) && (3..7).contains(&column);
        assert_eq!(value != UNTOUCHED, inside, "[{row}, {column}]");
    }
}

/// Several pieces, whatever the strides; the oracle is plain memory.
#[test]
fn a_large_tensor_has_the_values_of_plain_memory() {
    let (rows, columns) = (1500, 701);
    let law = kaiming_uniform();
    let mut memory = vec![0.0_f32; rows * columns];
    let mut plain = Flat::new(memory.as_mut_slice(), [rows, columns]);
    law.fill(&mut plain, &mut init_core::hidden::doc::rng())
        .unwrap();
    let expected: Vec<f64> = memory.into_iter().map(f64::from).collect();
    let mut tensors = Tch::elsewhere(&[rows, columns], DType::F32);
    tensors.extend(Tch::tensor(&[rows, columns], DType::F32));
    for mut tensor in tensors {
        let strides = tensor.stride();
        law.fill(&mut tensor, &mut init_core::hidden::doc::rng())
            .unwrap();
        assert!(Tch::elements(&tensor) == expected, "strides {strides:?}");
    }
}

/// A view that is made where gradients are not tracked is a tensor like any other.
#[test]
fn a_view_made_without_gradients_is_written_through() {
    let weight = full(&[4, 3], DType::F32).set_requires_grad(true);
    let mut row = no_grad(|| weight.narrow(0, 1, 1));
    normal()
        .fill(&mut row, &mut init_core::hidden::doc::rng())
        .unwrap();
    let elements = Tch::elements(&weight);
    assert_eq!(elements[..3], [UNTOUCHED; 3]);
    assert!(!elements[3..6].contains(&UNTOUCHED));
    assert_eq!(elements[6..], [UNTOUCHED; 6]);
}
