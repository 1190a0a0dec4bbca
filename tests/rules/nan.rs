//! NaN in every value that a reset would write, and nothing else.

use half::{bf16, f16};
use init_core::reset::unset;
use init_core::{Initialize, Reset, debug_assert_set};

#[derive(Initialize)]
struct Mixed {
    #[init(parameter)]
    open: [f32; 3],
    #[init(kaiming_normal)]
    double: [[f64; 2]; 2],
    #[init(zeros)]
    halves: [f16; 5],
    #[init(ones, buffer)]
    brain: [bf16; 700],
    #[init(skip)]
    kept: f32,
}

fn mixed() -> Mixed {
    Mixed {
        open: [1.0; 3],
        double: [[1.0; 2]; 2],
        halves: [f16::ONE; 5],
        brain: [bf16::ONE; 700],
        kept: 1.0,
    }
}

#[test]
fn nan_is_written_to_every_type_of_element_and_found() {
    let mut model = mixed();
    debug_assert_set!(model);
    Reset::nan().run(&mut model).unwrap();
    assert!(model.open.iter().all(|value| value.is_nan()));
    assert!(model.double.iter().flatten().all(|value| value.is_nan()));
    assert!(model.halves.iter().all(|value| value.is_nan()));
    assert!(model.brain.iter().all(|value| value.is_nan()));
    assert_eq!(model.kept, 1.0);
    assert_eq!(
        unset(&model).unwrap(),
        ["open", "double", "halves", "brain"]
    );
    model.open = [0.0; 3];
    Reset::seed(1).except("open").run(&mut model).unwrap();
    assert!(unset(&model).unwrap().is_empty());
}

#[test]
fn nan_is_written_to_a_part() {
    let mut model = mixed();
    Reset::nan().only("halves").run(&mut model).unwrap();
    assert_eq!(unset(&model).unwrap(), ["halves"]);
    let error = Reset::nan().only("halfs").run(&mut model).unwrap_err();
    assert!(
        error.to_string().contains("did you mean `halves`?"),
        "{error}"
    );
}

#[test]
fn what_is_forgotten_is_named() {
    let mut model = mixed();
    Reset::nan().only("open").run(&mut model).unwrap();
    let panic = std::panic::catch_unwind(|| debug_assert_set!(model)).unwrap_err();
    assert_eq!(panic.downcast_ref::<String>().unwrap(), "not set: `open`");
}

#[test]
fn nan_is_no_constant_of_an_initializer() {
    let mut weight = [1.0_f32; 3];
    let mut rng: rand::rngs::ChaCha8Rng = rand::SeedableRng::seed_from_u64(1);
    let error = init_core::initializer::constant(f64::NAN).fill(&mut weight, &mut rng);
    assert!(error.is_err());
    assert_eq!(weight, [1.0; 3]);
}
