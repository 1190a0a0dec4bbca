//! Counters, positions and masks, whose types candle does not train.

use std::collections::HashMap;
use std::{env, fs, process};

use candle_core::{DType, Device, Tensor, Var};
use candle_nn::{VarBuilder, VarMap};
use init_core::initializer::{constant, normal};
use init_core::libraries::candle_0_11::Variables;
use init_core::{Initialize, Report, Reset, Rules};

fn var(shape: &[usize], dtype: DType) -> Tensor {
    let var = Var::zeros(shape, dtype, &Device::Cpu);
    var.unwrap().into_inner()
}

#[derive(Initialize)]
struct Buffers {
    #[init(constant = i64::MAX - 1)]
    steps: Tensor,
    #[init(with = |index, _| index[1] as f64)]
    position_ids: Tensor,
    #[init(constant = u32::MAX)]
    seen: Option<Tensor>,
    #[init(constant = -7)]
    small: Tensor,
    #[init(constant = true)]
    mask: Tensor,
    #[init(constant = i32::MIN)]
    least: Var,
}

fn buffers() -> Buffers {
    Buffers {
        steps: var(&[], DType::I64),
        position_ids: var(&[1, 300], DType::I64),
        seen: Some(var(&[3], DType::U32)),
        small: var(&[2, 2], DType::I16),
        mask: var(&[4], DType::U8),
        least: Var::zeros(2, DType::I32, &Device::Cpu).unwrap(),
    }
}

#[track_caller]
fn check(buffers: &Buffers) {
    assert_eq!(buffers.steps.to_scalar::<i64>().unwrap(), i64::MAX - 1);
    let expected: Vec<i64> = (0..300).collect();
    let positions = buffers.position_ids.to_vec2::<i64>().unwrap();
    assert_eq!(positions, [expected]);
    let seen = buffers.seen.as_ref().unwrap().to_vec1::<u32>();
    assert_eq!(seen.unwrap(), [u32::MAX; 3]);
    assert_eq!(buffers.small.to_vec2::<i16>().unwrap(), [[-7; 2]; 2]);
    assert_eq!(buffers.mask.to_vec1::<u8>().unwrap(), [1; 4]);
    assert_eq!(buffers.least.to_vec1::<i32>().unwrap(), [i32::MIN; 2]);
}

#[test]
fn fields_are_set_and_measured() {
    let mut buffers = buffers();
    let plan = Reset::seed(1).run(&mut buffers).unwrap();
    check(&buffers);
    assert_eq!(plan.parameter_count(), 0);
    let report = Report::measure(&plan, &buffers).unwrap();
    let steps = report.get("steps").unwrap();
    assert_eq!(steps.deviation().unwrap().largest(), 0.0);
}

#[test]
fn files_of_either_are_read_by_the_other() {
    let folder = env::temp_dir().join(format!("init-candle-integers-{}", process::id()));
    fs::create_dir_all(&folder).unwrap();
    let path = folder.join("m.safetensors");
    let mut model = buffers();
    Reset::seed(1).run(&mut model).unwrap();
    init_core::safetensors::save(&model, &path).unwrap();

    let found: HashMap<String, Tensor> =
        candle_core::safetensors::load(&path, &Device::Cpu).unwrap();
    assert_eq!(found["steps"].to_scalar::<i64>().unwrap(), i64::MAX - 1);
    assert_eq!(found["mask"].dtype(), DType::U8);
    assert_eq!(found["seen"].to_vec1::<u32>().unwrap(), [u32::MAX; 3]);

    candle_core::safetensors::save(&found, &path).unwrap();
    let mut again = buffers();
    let loaded = init_core::safetensors::Load::new()
        .strict()
        .run(&mut again, &path);
    assert_eq!(loaded.unwrap().names().len(), 6);
    check(&again);
    fs::remove_dir_all(&folder).unwrap();
}

/// The three buffers of a batch norm are known by their names.
#[test]
fn a_map_with_a_counter_needs_no_rule_for_it() {
    let entries = [
        ("bn.weight", DType::F32, vec![3]),
        ("bn.running_mean", DType::F32, vec![3]),
        ("bn.running_var", DType::F32, vec![3]),
        ("bn.num_batches_tracked", DType::I64, vec![]),
    ];
    let rules = Rules::new().at("**.weight", normal());
    let device = Device::Cpu;

    let mut map = VarMap::new();
    {
        let mut held = map.data().lock().unwrap();
        for (name, dtype, shape) in &entries {
            let variable = Var::ones(shape.as_slice(), *dtype, &device).unwrap();
            held.insert((*name).into(), variable);
        }
    }
    let plan = Reset::seed(1).rules(&rules).run(&mut map).unwrap();
    assert_eq!((plan.parameter_count(), plan.buffer_count()), (1, 3));
    let held = map.data().lock().unwrap();
    let counter = held["bn.num_batches_tracked"].to_scalar::<i64>();
    assert_eq!(counter.unwrap(), 0);
    drop(held);

    let mut variables = Variables::new();
    let builder: VarBuilder<'_> = variables.builder(DType::F32, &device);
    for (name, dtype, shape) in entries {
        let ones = candle_nn::Init::Const(1.0);
        let got = builder.get_with_hints_dtype(shape, name, ones, dtype);
        drop(got.unwrap());
    }
    let rules = rules.at("**.num_batches_tracked", constant(5));
    let plan = Reset::seed(1).rules(&rules).run(&mut variables).unwrap();
    let counter = plan.get("bn.num_batches_tracked").unwrap();
    assert!(counter.is_buffer());
    let held = variables.var_map();
    let held = held.data().lock().unwrap();
    let counter = held["bn.num_batches_tracked"].to_scalar::<i64>();
    assert_eq!(counter.unwrap(), 5);
}
