//! Tensors that cannot be written are refused before anything is written.

use candle_core::{DType, Device, Tensor, Var};

use crate::tensors::Candle;

fn var(shape: &[usize], dtype: DType) -> Tensor {
    let var = Var::zeros(shape, dtype, &Device::Cpu);
    var.unwrap().into_inner()
}

#[track_caller]
fn refused(weight: Tensor) -> String {
    common::suite::refused::<Candle>(weight)
}

#[test]
fn a_tensor_that_is_no_variable() {
    let tensor = Tensor::zeros((4, 3), DType::F32, &Device::Cpu).unwrap();
    assert_eq!(
        refused(tensor),
        "`layer.weight`: the tensor is not a variable\n  \
         help: make it one, `Var::from_tensor(&tensor)?.into_inner()`, or take it from the \
         `VarBuilder` of a `VarMap`\n\
         note: nothing was written"
    );
}

#[test]
fn a_view_of_a_variable() {
    let weight = var(&[4, 3], DType::F32);
    let views = [
        weight.t().unwrap(),
        weight.narrow(0, 1, 2).unwrap(),
        weight.narrow(1, 1, 2).unwrap(),
        weight.reshape((3, 4)).unwrap(),
        weight.unsqueeze(0).unwrap(),
        (&weight + 1.0).unwrap(),
    ];
    for view in views {
        assert_eq!(
            refused(view),
            "`layer.weight`: the tensor is computed from a variable, or a view of one, and not a \
             variable itself\n  \
             help: keep the variable in the field, and compute from it where it is used\n  \
             note: for a view that only transposes a variable, keep the variable, and write \
             `layout = \"io\"` on its field\n\
             note: nothing was written"
        );
    }
    assert_eq!(weight.to_vec2::<f32>().unwrap(), [[0.0; 3]; 4]);
    // A view that is cut off from its variable is a tensor like any other.
    assert!(refused(weight.detach()).contains("is not a variable"));
}

#[test]
fn integers_take_no_random_law() {
    for (dtype, name) in [
        (DType::U8, "u8"),
        (DType::U32, "u32"),
        (DType::I64, "i64"),
        (DType::I16, "i16"),
    ] {
        let refusal = refused(var(&[4, 3], dtype));
        let start =
            format!("`layer.weight`: its initializer is for floats, and the elements are `{name}`");
        assert!(refusal.starts_with(&start), "{refusal}");
        assert!(refusal.ends_with("nothing was written"), "{refusal}");
    }
}

#[test]
fn a_rank_without_fans() {
    let refusal = refused(var(&[4], DType::F32));
    let start = "`layer.weight`: `kaiming_normal` needs at least 2 axes";
    assert!(refusal.starts_with(start), "{refusal}");
}
