//! The properties that overwriting a parameter keeps, and the functions that it never runs.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use burn::module::{Lora, Module, Param, ParamId};
use burn::nn::{Linear, LinearConfig, LinearLayout};
use burn::tensor::{DType, Tensor};
use init_core::initializer::normal;
use init_core::libraries::burn_0_22::BurnModule;
use init_core::{ErrorKind, Initialize, Parameter, Report, Reset};

use crate::{bits, device};

#[derive(Initialize)]
struct One<const D: usize> {
    #[init(normal, std = 0.5)]
    weight: Param<Tensor<D>>,
}

/// A lazy parameter, and how often its initializer has run.
fn lazy(require_grad: bool) -> (Param<Tensor<2>>, Arc<AtomicUsize>) {
    let runs = Arc::new(AtomicUsize::new(0));
    let counter = runs.clone();
    let param = Param::uninitialized(
        ParamId::new(),
        move |device, require_grad| {
            counter.fetch_add(1, Ordering::Relaxed);
            Tensor::zeros([3, 4], device).set_require_grad(require_grad)
        },
        device().autodiff(),
        require_grad,
        [3, 4].into(),
    );
    (param, runs)
}

/// What plain memory holds.
fn plain() -> Vec<u32> {
    #[derive(Initialize)]
    struct Plain {
        #[init(normal, std = 0.5)]
        weight: [[f32; 4]; 3],
    }
    let mut plain = Plain {
        weight: [[0.0; 4]; 3],
    };
    Reset::seed(1).run(&mut plain).unwrap();
    plain
        .weight
        .as_flattened()
        .iter()
        .map(|v| v.to_bits())
        .collect()
}

#[test]
fn a_lazy_initializer_never_runs() {
    for require_grad in [true, false] {
        let (weight, runs) = lazy(require_grad);
        let id = weight.id;
        let mut model = One { weight };
        let plan = model.plan().unwrap();
        assert_eq!(plan.get("weight").unwrap().shape(), [3, 4]);
        assert!(!model.weight.is_initialized());
        Reset::seed(1).run(&mut model).unwrap();
        assert!(model.weight.is_initialized());
        let value = model.weight.val();
        assert_eq!(runs.load(Ordering::Relaxed), 0);
        assert_eq!(model.weight.id, id);
        assert_eq!(value.is_require_grad(), require_grad);
        assert_eq!(value.device(), device().autodiff());
        assert_eq!(bits(&value), plain());
    }
}

#[test]
fn a_lazy_parameter_is_not_read() {
    let (weight, runs) = lazy(true);
    let problem = weight.read(&mut |_| {}).unwrap_err();
    assert_eq!(problem.kind(), ErrorKind::NotMaterialized);
    assert_eq!(runs.load(Ordering::Relaxed), 0);
    assert!(!weight.is_initialized());
}

#[test]
fn an_initialized_parameter_keeps_what_it_is() {
    for require_grad in [true, false] {
        for dtype in [DType::F32, DType::F64, DType::F16, DType::BF16] {
            let device = device().autodiff();
            let tensor = Tensor::<2>::zeros([3, 4], (&device, dtype));
            let weight = Param::from_tensor(tensor).set_require_grad(require_grad);
            let id = weight.id;
            let mut model = One { weight };
            Reset::seed(1).run(&mut model).unwrap();
            let value = model.weight.val();
            assert_eq!(model.weight.id, id);
            assert_eq!(value.dtype(), dtype);
            assert_eq!(value.device(), device);
            assert_eq!(value.is_require_grad(), require_grad);
            // What training restores after validation.
            let back = model.weight.valid().train();
            assert_eq!(back.val().is_require_grad(), require_grad);
        }
    }
}

#[derive(Module, Debug, Initialize)]
struct Net {
    fc: Linear,
}

/// The network x·W + b of a layer, by its weight and bias.
fn numbers(layer: &Linear) -> (Vec<u32>, Vec<u32>) {
    let bias = layer.bias.as_ref().expect("a bias");
    (bits(&layer.weight.val()), bits(&bias.val()))
}

#[test]
fn a_column_major_linear_is_the_same_layer() {
    for (inputs, outputs) in [(4, 3), (3, 3), (1, 5)] {
        let layer = |layout, is_initialized| {
            let config = LinearConfig::new(inputs, outputs).with_layout(layout);
            let fc = config.init(&device());
            if is_initialized {
                fc.weight.val();
            }
            let mut net = Net { fc };
            let mut whole = BurnModule::new(net.clone());
            Reset::seed(3).run(&mut net).unwrap();
            assert_eq!(net.fc.weight.dims(), [inputs, outputs]);
            Reset::seed(3).run(&mut whole).unwrap();
            assert_eq!(numbers(&whole.fc), numbers(&net.fc));
            net.fc
        };
        let row = numbers(&layer(LinearLayout::Row, false));
        assert_eq!(numbers(&layer(LinearLayout::Row, true)), row);
        for is_initialized in [false, true] {
            let column = layer(LinearLayout::Col, is_initialized);
            assert_eq!(numbers(&column), row);
            // Saved, it is still [outputs, inputs].
            let saved = column.weight.transform_for_save().val();
            assert_eq!(saved.dims(), [outputs, inputs]);
            assert_eq!(bits(&saved.transpose()), row.0);
        }
    }
}

#[test]
fn what_is_attached_to_a_parameter_is_kept() {
    let config = LinearConfig::new(4, 3);
    let fc = config.init(&device().autodiff());
    let mut adapted = Net {
        fc: fc.apply_lora(Lora::new(2, 1.0)),
    };
    let mut bare = Net {
        fc: config.init(&device()),
    };
    let factor = |net: &Net| bits(&net.fc.weight.adapter().expect("an adapter").a.val());
    let before = factor(&adapted);
    Reset::seed(3).run(&mut adapted).unwrap();
    Reset::seed(3).run(&mut bare).unwrap();
    assert_eq!(factor(&adapted), before);
    assert_eq!(bits(&adapted.fc.weight.base()), bits(&bare.fc.weight.val()));
}

#[test]
fn a_report_measures_what_burn_holds() {
    let (weight, _) = lazy(true);
    let mut model = One { weight };
    let plan = Reset::seed(1).run(&mut model).unwrap();
    let report = Report::measure(&plan, &model).unwrap().to_string();
    assert!(report.contains("weight"), "{report}");
}

#[test]
fn what_is_wrong_is_said_with_the_path_and_nothing_is_written() {
    #[derive(Initialize)]
    struct Wrong {
        #[init(ones)]
        first: Param<Tensor<1>>,
        #[init(kaiming_normal)]
        second: Param<Tensor<1>>,
        #[init(normal, std = -self.deviation)]
        third: Param<Tensor<1>>,
        #[init(skip)]
        deviation: f64,
        #[init(zeros, layout = "oihw")]
        fourth: Param<Tensor<1>>,
    }
    let zero = || Param::from_tensor(Tensor::<1>::zeros([4], &device()));
    let mut model = Wrong {
        first: zero(),
        second: zero(),
        third: zero(),
        deviation: 1.0,
        fourth: zero(),
    };
    let message = common::suite::refusal(&mut model);
    for path in ["`second`", "`third`", "`fourth`"] {
        let bare = path.trim_matches('`');
        assert!(message.contains(bare), "{message}");
    }
    assert_eq!(bits(&model.first.val()), [0; 4]);
}

#[test]
fn one_tensor_is_filled_without_a_struct() {
    let (mut weight, runs) = lazy(true);
    let mut rng = init_core::hidden::doc::rng();
    normal().std(0.5).fill(&mut weight, &mut rng).unwrap();
    assert!(
        weight
            .val()
            .to_data()
            .iter::<f64>()
            .any(|value| value != 0.0)
    );
    assert_eq!(runs.load(Ordering::Relaxed), 0);
}
