//! Counters and masks, whose kinds burn does not train.

use std::{env, fs, process};

use burn::module::{Module, Param, ParamId};
use burn::tensor::{Bool, DType, Int, Tensor};
use init_core::initializer::{constant, normal};
use init_core::libraries::burn_0_22::BurnModule;
use init_core::safetensors::{Load, save};
use init_core::{ErrorKind, Initialize, Report, Reset, Rules};

use crate::device;

#[derive(Module, Debug, Initialize)]
struct Observer {
    #[init(normal)]
    scale: Param<Tensor<1>>,
    #[init(constant = 9_007_199_254_740_993_i64, buffer)]
    steps: Param<Tensor<1, Int>>,
    #[init(with = |index, _| f64::from(u8::from(index[0] >= index[1])))]
    causal: Param<Tensor<2, Bool>>,
    #[init(constant = 200)]
    bytes: Param<Tensor<1, Int>>,
}

fn observer() -> Observer {
    let device = device();
    let int = |dtype| Tensor::<1, Int>::zeros([2], (&device, dtype));
    Observer {
        scale: Param::from_tensor(Tensor::zeros([2], &device)),
        steps: Param::initialized(ParamId::new(), int(DType::I64)),
        causal: Param::initialized(ParamId::new(), Tensor::full([3, 3], false, &device)),
        bytes: Param::initialized(ParamId::new(), int(DType::U8)),
    }
}

fn ints(param: &Param<Tensor<1, Int>>) -> Vec<i64> {
    param.val().to_data().iter::<i64>().collect()
}

#[track_caller]
fn check(observer: &Observer) {
    assert_eq!(ints(&observer.steps), [9_007_199_254_740_993; 2]);
    assert_eq!(ints(&observer.bytes), [200; 2]);
    assert_eq!(observer.bytes.val().dtype(), DType::U8);
    let causal: Vec<bool> = observer.causal.val().to_data().iter::<bool>().collect();
    let expected = [true, false, false, true, true, false, true, true, true];
    assert_eq!(causal, expected);
}

#[test]
fn fields_are_set_and_measured() {
    let mut observer = observer();
    let id = observer.steps.id;
    let plan = Reset::seed(1).run(&mut observer).unwrap();
    check(&observer);
    assert_eq!(observer.steps.id, id);
    assert_eq!((plan.parameter_count(), plan.buffer_count()), (1, 3));
    let report = Report::measure(&plan, &observer).unwrap();
    let steps = report.get("steps").unwrap();
    assert_eq!(steps.deviation().unwrap().largest(), 0.0);
}

#[test]
fn a_file_has_them_exactly() {
    let folder = env::temp_dir().join(format!("init-burn-integers-{}", process::id()));
    fs::create_dir_all(&folder).unwrap();
    let path = folder.join("m.safetensors");
    let mut model = observer();
    Reset::seed(1).run(&mut model).unwrap();
    save(&model, &path).unwrap();
    let mut again = observer();
    let loaded = Load::new().strict().run(&mut again, &path).unwrap();
    assert_eq!(loaded.names().len(), 4);
    check(&again);
    fs::remove_dir_all(&folder).unwrap();
}

/// The elements have the integer type of the device.
#[test]
fn a_lazy_counter_is_set() {
    let shape = [2].into();
    let mut steps: Param<Tensor<1, Int>> = Param::uninitialized(
        ParamId::new(),
        |_, _| panic!("burn's own initializer ran"),
        device(),
        false,
        shape,
    );
    let mut rng = init_core::hidden::doc::rng();
    constant(7).fill(&mut steps, &mut rng).unwrap();
    assert_eq!(ints(&steps), [7; 2]);
}

#[test]
fn a_whole_module_hands_them_over() {
    let mut model = BurnModule::new(observer());
    let rules = Rules::new().at("scale", normal());
    let error = Reset::seed(1).rules(&rules).run(&mut model).unwrap_err();
    assert!(error.has(ErrorKind::Uncovered), "{error}");
    let rules = rules
        .at("steps", constant(3))
        .at("bytes", constant(4))
        .at("causal", constant(true));
    let plan = Reset::seed(1).rules(&rules).run(&mut model).unwrap();
    assert_eq!((plan.parameter_count(), plan.buffer_count()), (1, 3));
    let observer = model.into_inner();
    assert_eq!(ints(&observer.steps), [3; 2]);
    assert_eq!(ints(&observer.bytes), [4; 2]);
    let causal: Vec<bool> = observer.causal.val().to_data().iter::<bool>().collect();
    assert_eq!(causal, [true; 9]);
}
