//! The possible contents of a field with an initializer, other than lists.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::{Arc, Mutex, RwLock};

use init_core::parameter::Flat;
use init_core::{Initialize, Parameter};
use ndarray::{Array1, Array2, Array4, ArrayD, ArrayViewMut2};

use super::{planned, reset};

#[derive(Initialize)]
struct Numbers {
    #[init(ones)]
    scalar: f32,
    #[init(ones)]
    wide: f64,
    #[init(ones)]
    vector: [f64; 2],
    #[init(ones)]
    convolution: [[[[f32; 3]; 3]; 2]; 4],
    #[init(ones)]
    empty: [[f32; 0]; 3],
    #[init(ones)]
    boxed: Box<[[f32; 2]; 2]>,
    #[init(ones)]
    optional: Option<[f32; 2]>,
    #[init(ones)]
    absent: Option<f32>,
}

#[test]
fn numbers_and_arrays_of_numbers_are_one_parameter() {
    let mut model = Numbers {
        scalar: 0.0,
        wide: 0.0,
        vector: [0.0; 2],
        convolution: [[[[0.0; 3]; 3]; 2]; 4],
        empty: [[]; 3],
        boxed: Box::default(),
        optional: Some([0.0; 2]),
        absent: None,
    };
    assert_eq!(
        planned(&model),
        [
            "scalar [] ones",
            "wide [] ones",
            "vector [2] ones",
            "convolution [4, 2, 3, 3] ones",
            "empty [3, 0] ones",
            "boxed [2, 2] ones",
            "optional [2] ones",
        ]
    );
    reset(&mut model);
    assert_eq!(
        (model.scalar, model.wide, model.vector),
        (1.0, 1.0, [1.0; 2])
    );
    assert_eq!(model.convolution, [[[[1.0; 3]; 3]; 2]; 4]);
    assert_eq!(
        (*model.boxed, model.optional),
        ([[1.0; 2]; 2], Some([1.0; 2]))
    );
}

#[derive(Initialize)]
struct FlatStorage<'a> {
    #[init(ones, shape = (2, 3))]
    vector: Vec<f32>,
    #[init(ones, shape = [3, 2])]
    boxed: Box<[f64]>,
    #[init(ones, shape = 4)]
    borrowed: &'a mut [f32],
    #[init(ones, shape = 2)]
    optional: Option<Vec<f64>>,
    #[init(ones, shape = (2, 2))]
    array: [f32; 4],
    #[init(ones, shape = (3, 2))]
    rows: Vec<[f32; 2]>,
}

#[test]
fn flat_storage_is_one_parameter_with_the_declared_shape() {
    let mut memory = [0.0; 4];
    let mut model = FlatStorage {
        vector: vec![0.0; 6],
        boxed: vec![0.0; 6].into(),
        borrowed: &mut memory,
        optional: Some(vec![0.0; 2]),
        array: [0.0; 4],
        rows: vec![[0.0; 2]; 3],
    };
    assert_eq!(
        planned(&model),
        [
            "vector [2, 3] ones",
            "boxed [3, 2] ones",
            "borrowed [4] ones",
            "optional [2] ones",
            "array [2, 2] ones",
            "rows [3, 2] ones",
        ]
    );
    reset(&mut model);
    assert_eq!(
        (model.vector, model.rows),
        (vec![1.0; 6], vec![[1.0; 2]; 3])
    );
    assert_eq!(memory, [1.0; 4]);
}

#[derive(Initialize)]
struct Arrays<'a> {
    #[init(ones)]
    vector: Array1<f32>,
    #[init(kaiming_normal, mode = "fan_out")]
    convolution: Array4<f32>,
    #[init(ones)]
    dynamic: ArrayD<f64>,
    #[init(ones)]
    view: ArrayViewMut2<'a, f32>,
    #[init(ones)]
    optional: Option<Array1<f64>>,
}

#[test]
fn arrays_of_ndarray_are_parameters() {
    let mut owner = Array2::zeros((2, 3));
    let mut model = Arrays {
        vector: Array1::zeros(5),
        convolution: Array4::zeros((2, 3, 1, 1)),
        dynamic: ArrayD::zeros(vec![1, 2]),
        view: owner.view_mut(),
        optional: Some(Array1::zeros(1)),
    };
    assert_eq!(
        planned(&model),
        [
            "vector [5] ones",
            "convolution [2, 3, 1, 1] kaiming_normal, mode = \"fan_out\"",
            "dynamic [1, 2] ones",
            "view [2, 3] ones",
            "optional [1] ones",
        ]
    );
    reset(&mut model);
    assert_eq!(owner, Array2::<f32>::ones((2, 3)));
}

#[derive(Initialize)]
struct SharedParameters {
    #[init(ones)]
    rc: Rc<RefCell<[f32; 2]>>,
    #[init(ones)]
    tied: Rc<RefCell<[f32; 2]>>,
    #[init(ones)]
    mutex: Arc<Mutex<Array1<f32>>>,
    #[init(ones, shape = 3)]
    lock: Option<Arc<RwLock<Vec<f32>>>>,
}

#[test]
fn a_shared_parameter_is_one() {
    let rc = Rc::new(RefCell::new([0.0; 2]));
    let mut model = SharedParameters {
        tied: Rc::clone(&rc),
        rc,
        mutex: Arc::new(Mutex::new(Array1::zeros(1))),
        lock: Some(Arc::new(RwLock::new(vec![0.0; 3]))),
    };
    assert_eq!(
        planned(&model),
        ["rc [2] ones", "mutex [1] ones", "lock [3] ones"]
    );
    assert_eq!(model.plan().unwrap().entries()[0].aliases(), ["tied"]);
    reset(&mut model);
    assert_eq!(*model.tied.borrow(), [1.0; 2]);
    assert_eq!(*model.lock.unwrap().read().unwrap(), [1.0; 3]);
}

#[derive(Initialize)]
struct Borrowed<'a, P: Parameter + ?Sized> {
    #[init(ones)]
    array: &'a mut [f32; 2],
    #[init(ones)]
    tensor: &'a mut P,
    #[init(ones)]
    boxed: Box<dyn Parameter>,
}

#[test]
fn a_borrowed_or_dynamic_tensor_is_a_parameter() {
    let mut array = [0.0; 2];
    let mut memory = [0.0_f64; 4];
    let mut tensor = Flat::new(memory.as_mut_slice(), (2, 2));
    let dynamic: &mut dyn Parameter = &mut tensor;
    let boxed = Box::new(Array1::<f32>::zeros(3));
    let mut model = Borrowed {
        array: &mut array,
        tensor: dynamic,
        boxed,
    };
    assert_eq!(
        planned(&model),
        ["array [2] ones", "tensor [2, 2] ones", "boxed [3] ones"]
    );
    reset(&mut model);
    assert_eq!((array, memory), ([1.0; 2], [1.0; 4]));
}

type Matrix = [[f32; 2]; 3];

trait Numeric {
    type Array;
}

impl Numeric for f32 {
    type Array = [f32; 5];
}

#[derive(Initialize)]
struct Aliased {
    #[init(ones)]
    alias: Matrix,
    #[init(ones)]
    projected: <f32 as Numeric>::Array,
}

#[test]
fn the_type_of_a_field_may_be_an_alias() {
    let model = Aliased {
        alias: [[0.0; 2]; 3],
        projected: [0.0; 5],
    };
    assert_eq!(planned(&model), ["alias [3, 2] ones", "projected [5] ones"]);
}
