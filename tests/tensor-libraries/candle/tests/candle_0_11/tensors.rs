//! The suite of all libraries, and a property of candle's: variables share their memory.

use candle_core::{DType, Device, Tensor, Var};
use common::suite::{Library, UNTOUCHED};
use float8::F8E4M3;
use init_core::initializer::normal;
use init_core::{Initialize, Parameter, Reset};

pub(crate) struct Candle;

fn dtype(dtype: init_core::tensor::DType) -> DType {
    match dtype {
        init_core::tensor::DType::F32 => DType::F32,
        init_core::tensor::DType::F64 => DType::F64,
        init_core::tensor::DType::F16 => DType::F16,
        init_core::tensor::DType::Bf16 => DType::BF16,
        init_core::tensor::DType::F8E4M3 => DType::F8E4M3,
        other => panic!("no type of the suite: {other}"),
    }
}

impl Library for Candle {
    type Tensor = Tensor;

    fn tensor(shape: &[usize], of: init_core::tensor::DType) -> Option<Tensor> {
        let tensor = Tensor::full(UNTOUCHED, shape, &Device::Cpu).unwrap();
        let tensor = tensor.to_dtype(dtype(of)).unwrap();
        Some(Var::from_tensor(&tensor).unwrap().into_inner())
    }

    /// A variable is contiguous from the start of its storage, whatever it is made from.
    fn elsewhere(shape: &[usize], of: init_core::tensor::DType) -> Vec<Tensor> {
        let turned: Vec<usize> = shape.iter().rev().copied().collect();
        let tensor = Self::tensor(&turned, of).unwrap();
        let axes: Vec<usize> = (0..shape.len()).rev().collect();
        let view = tensor.permute(axes.as_slice()).unwrap();
        vec![Var::from_tensor(&view).unwrap().into_inner()]
    }

    fn elements(tensor: &Tensor) -> Vec<f64> {
        let wide = tensor.to_dtype(DType::F64).unwrap();
        wide.flatten_all().unwrap().to_vec1().unwrap()
    }
}

common::suite!(Candle);

/// Eight bits are the f32 values, rounded by candle.
#[test]
fn eight_bits_are_the_f32_values_rounded_once() {
    let law = normal().std(2.0);
    let fill = |tensor: &mut Tensor| {
        law.fill(tensor, &mut init_core::hidden::doc::rng())
            .unwrap();
    };
    let patterns = |tensor: &Tensor| {
        let numbers: Vec<F8E4M3> = tensor.flatten_all().unwrap().to_vec1().unwrap();
        numbers.into_iter().map(|number| number.to_bits()).collect()
    };
    for shape in [&[][..], &[7], &[0, 4], &[70, 90], &[4, 3, 2]] {
        let mut exact = Candle::tensor(shape, init_core::tensor::DType::F32).unwrap();
        fill(&mut exact);
        let expected: Vec<u8> = patterns(&exact.to_dtype(DType::F8E4M3).unwrap());
        let mut tensors = Candle::elsewhere(shape, init_core::tensor::DType::F8E4M3);
        tensors.extend(Candle::tensor(shape, init_core::tensor::DType::F8E4M3));
        for mut tensor in tensors {
            fill(&mut tensor);
            assert_eq!(tensor.dtype(), DType::F8E4M3);
            assert_eq!(patterns(&tensor), expected, "{shape:?}");
            let mut read = Vec::new();
            let result = tensor.read(&mut |piece| read.extend_from_slice(piece));
            result.unwrap();
            let read: Vec<u8> = (read.into_iter())
                .map(|value| F8E4M3::from_f64(value).to_bits())
                .collect();
            assert_eq!(read, expected, "{shape:?}");
        }
    }
}

fn var(shape: &[usize]) -> Var {
    Var::from_tensor(&Candle::tensor(shape, init_core::tensor::DType::F32).unwrap()).unwrap()
}

#[derive(Initialize)]
struct Fields {
    #[init(normal)]
    var: Var,
    #[init(normal)]
    tensor: Tensor,
    #[init(zeros)]
    optional: Option<Tensor>,
    #[init(uniform)]
    list: Vec<Var>,
}

/// The memory that a clone made before the reset reads is the memory that is written.
#[test]
fn what_a_clone_holds_is_overwritten() {
    let mut fields = Fields {
        var: var(&[64, 3]),
        tensor: var(&[64, 3]).into_inner(),
        optional: Some(var(&[5]).into_inner()),
        list: vec![var(&[9]), var(&[9])],
    };
    let before = [fields.var.as_tensor().clone(), fields.tensor.clone()];
    let plan = Reset::seed(1).run(&mut fields).unwrap();
    let paths: Vec<_> = plan
        .entries()
        .iter()
        .map(init_core::plan::Entry::path)
        .collect();
    assert_eq!(paths, ["var", "tensor", "optional", "list.0", "list.1"]);

    let [first, second] = before.map(|tensor| Candle::elements(&tensor));
    assert_eq!(first, Candle::elements(&fields.var));
    assert_eq!(second, Candle::elements(&fields.tensor));
    assert!(!first.contains(&UNTOUCHED) && !second.contains(&UNTOUCHED));
    assert_ne!(first, second);
    assert_eq!(Candle::elements(&fields.optional.unwrap()), [0.0; 5]);
}

#[derive(Initialize)]
struct Tied {
    #[init(normal, std = 0.02)]
    embedding: Tensor,
    #[init(normal, std = 0.02)]
    head: Var,
}

#[test]
fn clones_of_a_variable_are_one_parameter() {
    let shared = var(&[6, 4]);
    let mut tied = Tied {
        embedding: shared.as_tensor().clone(),
        head: shared,
    };
    let plan = Reset::seed(1).run(&mut tied).unwrap();
    assert_eq!(plan.parameter_count(), 1);
    assert_eq!(plan.entries()[0].path(), "embedding");
    assert_eq!(plan.entries()[0].aliases(), ["head"]);

    let mut apart = Tied {
        embedding: var(&[6, 4]).into_inner(),
        head: var(&[6, 4]),
    };
    assert_eq!(Reset::seed(1).run(&mut apart).unwrap().parameter_count(), 2);
    let elements = Candle::elements(&apart.embedding);
    assert_eq!(elements, Candle::elements(&tied.embedding));
    assert_ne!(elements, Candle::elements(&apart.head));
}
