//! Tensors that cannot be written are refused before anything is written.

use common::suite::{Library, UNTOUCHED};
use init_core::tensor::DType;
use tch::{Device, Kind, Layout, Tensor, no_grad};

use crate::tensors::{Tch, full};

#[track_caller]
fn refused(weight: Tensor) -> String {
    common::suite::refused::<Tch>(weight)
}

fn variable(shape: &[usize]) -> Tensor {
    full(shape, DType::F32).set_requires_grad(true)
}

#[test]
fn what_is_computed_from_a_variable() {
    let weight = variable(&[4, 3]);
    let views = [
        weight.tr(),
        weight.narrow(0, 1, 2),
        weight.view([3, 4]),
        weight.unsqueeze(0),
        &weight + 1.0,
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
    assert_eq!(Tch::elements(&weight), [UNTOUCHED; 12]);
}

#[test]
fn an_undefined_tensor() {
    assert_eq!(
        refused(Tensor::new()),
        "`layer.weight`: the tensor is undefined\n  \
         help: make it, e.g. with `Tensor::empty`, before the reset\n\
         note: nothing was written"
    );
}

#[test]
fn what_is_not_dense() {
    let dense = full(&[4, 4], DType::F32);
    let quantized = dense.quantize_per_tensor(0.1, 0, Kind::QInt8);
    let lengths = Tensor::from_slice(&[2_i64, 4]).view([2, 1]);
    let nested = Tensor::internal_nested_from_padded(&dense.narrow(0, 0, 2), &lengths, false);
    let tensors = [
        dense.to_sparse(Some(Layout::Sparse), None::<i64>, None::<i64>),
        dense.to_sparse_csr(None::<i64>),
        dense.to_mkldnn(),
        quantized,
        nested,
    ];
    for tensor in tensors {
        let refusal = refused(tensor);
        assert!(
            refusal.starts_with(
                "`layer.weight`: the tensor is sparse, nested or quantized, or on a device whose \
                 memory libtorch does not show\n  help: initialize a dense tensor"
            ),
            "{refusal}"
        );
    }
}

#[test]
fn an_expanded_tensor() {
    let row = full(&[1, 3], DType::F32);
    let refusal = refused(row.expand([4, 3], false));
    assert_eq!(
        refusal,
        "`layer.weight`: several elements share one address in memory (strides [0, 1])\n  \
         help: initialize a tensor that owns its elements, then broadcast it\n\
         note: nothing was written"
    );
    let overlapping = full(&[9], DType::F32).as_strided([4, 3], [2, 1], None::<i64>);
    assert!(refused(overlapping).contains("(strides [2, 1])"));
    assert_eq!(Tch::elements(&row), [UNTOUCHED; 3]);
}

#[test]
fn integers_take_no_random_law() {
    for (kind, name) in [
        (Kind::Uint8, "u8"),
        (Kind::Int64, "i64"),
        (Kind::Bool, "bool"),
    ] {
        let refusal = refused(Tensor::zeros([4, 3], (kind, Device::Cpu)));
        let start =
            format!("`layer.weight`: its initializer is for floats, and the elements are `{name}`");
        assert!(refusal.starts_with(&start), "{refusal}");
    }
}

#[test]
fn a_type_that_the_engine_does_not_have() {
    for (kind, name) in [
        (Kind::ComplexFloat, "ComplexFloat"),
        (Kind::Float8e5m2fnuz, "Float8e5m2fnuz"),
    ] {
        let tensor = Tensor::zeros([4, 3], (kind, Device::Cpu));
        let refusal = refused(tensor);
        let start = format!("`layer.weight`: elements of type `{name}` cannot be initialized");
        assert!(refusal.starts_with(&start), "{refusal}");
    }
}

#[test]
fn a_rank_without_fans() {
    let refusal = refused(variable(&[4]));
    let start = "`layer.weight`: `kaiming_normal` needs at least 2 axes";
    assert!(refusal.starts_with(start), "{refusal}");
}

/// What libtorch refuses while writing is an error with the path, and no panic.
#[test]
fn gradients_are_tracked_after_a_refusal() {
    let weight = variable(&[4, 3]);
    let _ = refused(weight.tr());
    assert!((&weight * 2.0).requires_grad());
    assert!(!no_grad(|| &weight * 2.0).requires_grad());
}
