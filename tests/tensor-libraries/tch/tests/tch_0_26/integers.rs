//! Counters, positions and masks, whose kinds libtorch does not train.

use std::{env, fs, process};

use init_core::safetensors::{Load, save};
use init_core::{Initialize, Report, Reset};
use tch::{Device, Kind, Tensor};

fn zeros(shape: &[i64], kind: Kind) -> Tensor {
    Tensor::zeros(shape, (kind, Device::Cpu))
}

#[derive(Initialize)]
struct Buffers {
    #[init(constant = i64::MAX - 1, buffer)]
    num_batches_tracked: Tensor,
    #[init(with = |index, _| (300 * index[0] + index[1]) as f64)]
    positions: Tensor,
    #[init(with = |index, _| f64::from(u8::from(index[0] >= index[1])))]
    causal: Tensor,
    #[init(constant = 255)]
    bytes: Tensor,
    #[init(constant = -128)]
    signed: Tensor,
    #[init(constant = i16::MIN)]
    short: Option<Tensor>,
    #[init(constant = i32::MIN)]
    int: Tensor,
    #[init(ones, transient)]
    scratch: Tensor,
}

fn buffers() -> Buffers {
    Buffers {
        num_batches_tracked: zeros(&[], Kind::Int64),
        // Column-major.
        positions: zeros(&[300, 70], Kind::Int64).tr(),
        causal: zeros(&[4, 4], Kind::Bool),
        bytes: zeros(&[3], Kind::Uint8),
        signed: zeros(&[3], Kind::Int8),
        short: Some(zeros(&[3], Kind::Int16)),
        int: zeros(&[3], Kind::Int),
        scratch: zeros(&[3], Kind::Bool),
    }
}

#[track_caller]
fn same(tensor: &Tensor, expected: &Tensor) {
    assert_eq!(tensor.kind(), expected.kind());
    assert!(tensor.equal(expected), "{tensor:?}");
}

#[track_caller]
fn check(buffers: &Buffers) {
    assert_eq!(buffers.num_batches_tracked.int64_value(&[]), i64::MAX - 1);
    let expected = Tensor::arange(70 * 300, (Kind::Int64, Device::Cpu));
    same(&buffers.positions, &expected.view([70, 300]));
    same(
        &buffers.causal,
        &zeros(&[4, 4], Kind::Bool).fill(1.0).tril(0),
    );
    same(&buffers.bytes, &Tensor::from_slice(&[255_u8; 3]));
    same(&buffers.signed, &Tensor::from_slice(&[-128_i8; 3]));
    let short = buffers.short.as_ref().unwrap();
    same(short, &Tensor::from_slice(&[i16::MIN; 3]));
    same(&buffers.int, &Tensor::from_slice(&[i32::MIN; 3]));
}

#[test]
fn fields_are_set_and_measured() {
    let mut buffers = buffers();
    let plan = Reset::seed(1).run(&mut buffers).unwrap();
    check(&buffers);
    same(&buffers.scratch, &Tensor::from_slice(&[true; 3]));
    assert_eq!(plan.parameter_count(), 0);
    let report = Report::measure(&plan, &buffers).unwrap();
    let counter = report.get("num_batches_tracked").unwrap();
    assert_eq!(counter.deviation().unwrap().largest(), 0.0);
    assert_eq!(report.get("positions").unwrap().max(), 20_999.0);
}

#[test]
fn files_of_either_are_read_by_the_other() {
    let folder = env::temp_dir().join(format!("init-tch-integers-{}", process::id()));
    fs::create_dir_all(&folder).unwrap();
    let path = folder.join("m.safetensors");
    let mut model = buffers();
    Reset::seed(1).run(&mut model).unwrap();
    save(&model, &path).unwrap();

    let found = Tensor::read_safetensors(&path).unwrap();
    assert_eq!(found.len(), 7);
    Tensor::write_safetensors(&found, &path).unwrap();
    let mut again = buffers();
    let loaded = Load::new().strict().run(&mut again, &path).unwrap();
    assert_eq!(loaded.names().len(), 7);
    check(&again);
    fs::remove_dir_all(&folder).unwrap();
}
