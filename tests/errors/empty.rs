//! Case 34: empty containers.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::marker::PhantomData;
use std::rc::Rc;
use std::sync::{Arc, Mutex};

use init_core::Initialize;
use rand::rngs::ChaCha8Rng;
use rand::{Rng, SeedableRng};

#[derive(Initialize)]
struct Layer {
    #[init(ones)]
    weight: [f32; 3],
}

#[derive(Initialize)]
struct Unit;

#[derive(Initialize)]
struct Nothing {
    layers: Vec<Layer>,
    array: [Layer; 0],
    option: Option<Layer>,
    map: BTreeMap<String, Layer>,
    boxed: Option<Box<Layer>>,
    shared: Option<Rc<RefCell<Layer>>>,
    locked: Arc<Mutex<Vec<Layer>>>,
    unit: Unit,
    phantom: PhantomData<Layer>,
    tuple: ((), Vec<Layer>),
    #[init(ones)]
    tensors: Vec<ndarray::Array1<f32>>,
    #[init(ones)]
    optional: Option<[f32; 3]>,
    #[init(ones)]
    named: BTreeMap<u32, [f32; 3]>,
    #[init(skip)]
    skipped: [f32; 3],
}

fn nothing() -> Nothing {
    Nothing {
        layers: Vec::new(),
        array: [],
        option: None,
        map: BTreeMap::new(),
        boxed: None,
        shared: None,
        locked: Arc::new(Mutex::new(Vec::new())),
        unit: Unit,
        phantom: PhantomData,
        tuple: ((), Vec::new()),
        tensors: Vec::new(),
        optional: None,
        named: BTreeMap::new(),
        skipped: [7.0; 3],
    }
}

#[test]
fn a_model_without_parameters_has_an_empty_plan() {
    let plan = nothing().plan().unwrap();
    assert_eq!(plan.entries(), []);
    assert_eq!(
        (
            plan.parameter_count(),
            plan.value_count(),
            plan.buffer_count()
        ),
        (0, 0, 0)
    );
    assert!(plan.to_string().ends_with("0 parameters, 0 values"));
    assert_eq!(Unit.plan().unwrap().parameter_count(), 0);
}

/// One key a reset, whatever it is used for.
#[test]
fn a_model_without_parameters_still_draws_its_key() {
    let mut rng = ChaCha8Rng::seed_from_u64(3);
    let mut expected = ChaCha8Rng::seed_from_u64(3);
    let mut model = nothing();
    model.reset_parameters(&mut rng);
    expected.fill_bytes(&mut [0; 32]);
    assert_eq!(rng.next_u64(), expected.next_u64());
    assert_eq!(model.skipped, [7.0; 3]);
}
