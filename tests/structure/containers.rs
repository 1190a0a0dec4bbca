//! Containers and the components that they add to a path: lists and maps one an entry,
//! `Option`, `Box`, `Rc`, `Arc`, cells, locks, `&mut` and enums none.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::{Arc, Mutex, RwLock};

use init_core::{Initialize, Reset};
use ndarray::{Array1, Array2, ArrayD, ArrayViewMut1, Axis, ShapeBuilder};

use crate::{paths, reset};

#[derive(Initialize, Debug, Clone, PartialEq)]
struct Leaf {
    #[init(normal)]
    weight: [f32; 6],
}

fn leaf() -> Leaf {
    Leaf { weight: [0.0; 6] }
}

/// One field that holds a module in some way.
#[derive(Initialize)]
struct Module<M> {
    field: M,
}

/// The leaf inside, after a reset of the model.
#[track_caller]
fn check<M: Initialize>(field: M, inside: impl FnOnce(&M) -> Leaf) {
    let expected = reset(Module { field: leaf() }).field;
    let model = reset(Module { field });
    assert_eq!(paths(&model), ["field.weight"]);
    assert_eq!(inside(&model.field), expected);
}

#[derive(Initialize)]
enum Choice {
    Named {
        #[init(normal)]
        weight: [f32; 6],
        #[init(skip)]
        _width: usize,
    },
    #[expect(dead_code, reason = "the variant that is not there")]
    Other(Leaf),
}

#[test]
fn transparent_containers_of_modules_add_no_component() {
    check(Some(leaf()), |field| field.clone().unwrap());
    check(Box::new(leaf()), |field| (**field).clone());
    check(Some(Box::new(Some(leaf()))), |field| {
        field.clone().unwrap().unwrap()
    });
    check(RefCell::new(leaf()), |field| field.borrow().clone());
    check(Mutex::new(leaf()), |field| field.lock().unwrap().clone());
    check(RwLock::new(leaf()), |field| field.read().unwrap().clone());
    check(Rc::new(RefCell::new(leaf())), |field| {
        field.borrow().clone()
    });
    check(Arc::new(Mutex::new(leaf())), |field| {
        field.lock().unwrap().clone()
    });
    check(Arc::new(RwLock::new(leaf())), |field| {
        field.read().unwrap().clone()
    });
    check(&mut leaf(), |field| (**field).clone());
    check(
        Choice::Named {
            weight: [0.0; 6],
            _width: 6,
        },
        |field| match field {
            Choice::Named { weight, .. } => Leaf { weight: *weight },
            Choice::Other(_) => unreachable!(),
        },
    );
}

#[test]
fn trait_objects_add_no_component() {
    let expected = reset(Module { field: leaf() }).field;
    let mut inside = leaf();
    let dynamic: &mut dyn Initialize = &mut inside;
    assert_eq!(paths(&reset(Module { field: dynamic })), ["field.weight"]);
    assert_eq!(inside, expected);

    let boxed: Box<dyn Initialize> = Box::new(leaf());
    let model = reset(Module { field: boxed });
    assert_eq!(paths(&model), ["field.weight"]);
    let stream = model.plan().unwrap().entries()[0].stream();
    assert_eq!(
        stream,
        Module { field: leaf() }.plan().unwrap().entries()[0].stream()
    );
}

/// A trait object is reset like any other model, by every way in.
#[test]
fn trait_objects_are_models() {
    let mut rng = init_core::hidden::doc::rng();
    let mut boxed: Box<dyn Initialize> = Box::new(leaf());
    boxed.reset_parameters(&mut rng);
    boxed.as_mut().try_reset_parameters(&mut rng).unwrap();
    Reset::new().run(&mut *boxed, &mut rng).unwrap();
    Reset::seed(1).run(&mut boxed).unwrap();
    assert_eq!(boxed.plan().unwrap().parameter_count(), 1);
}

#[derive(Initialize)]
struct Lists {
    vector: Vec<Leaf>,
    array: [Leaf; 2],
    boxed: Box<[Leaf]>,
    nested: Vec<[Option<Leaf>; 2]>,
    map: BTreeMap<String, Leaf>,
    numbered: BTreeMap<u8, Leaf>,
    pair: (Leaf, Box<Leaf>),
    single: (Leaf,),
}

#[test]
fn lists_maps_and_tuples_add_one_component_an_entry() {
    let model = reset(Lists {
        vector: vec![leaf(), leaf()],
        array: [leaf(), leaf()],
        boxed: vec![leaf()].into(),
        nested: vec![[Some(leaf()), None], [None, Some(leaf())]],
        map: BTreeMap::from([("b".into(), leaf()), ("a".into(), leaf())]),
        numbered: BTreeMap::from([(10, leaf()), (9, leaf())]),
        pair: (leaf(), Box::new(leaf())),
        single: (leaf(),),
    });
    assert_eq!(
        paths(&model),
        [
            "vector.0.weight",
            "vector.1.weight",
            "array.0.weight",
            "array.1.weight",
            "boxed.0.weight",
            "nested.0.0.weight",
            "nested.1.1.weight",
            "map.a.weight",
            "map.b.weight",
            "numbered.9.weight",
            "numbered.10.weight",
            "pair.0.weight",
            "pair.1.weight",
            "single.0.weight"
        ]
    );
}

/// A path is a path: what kind of list it leads through makes no difference.
#[test]
fn lists_of_any_kind_hold_the_same_values() {
    let expected = reset(Module {
        field: vec![leaf(), leaf()],
    })
    .field;
    assert_ne!(expected[0], expected[1]);
    let array = reset(Module {
        field: [leaf(), leaf()],
    });
    assert_eq!(array.field[..], expected);
    let map = reset(Module {
        field: BTreeMap::from([(0, leaf()), (1, leaf())]),
    });
    assert!(map.field.values().eq(&expected));
    let tuple = reset(Module {
        field: (leaf(), leaf()),
    });
    assert_eq!([tuple.field.0, tuple.field.1], expected[..]);
}

#[derive(Initialize)]
struct Tuple(#[init(normal)] [f32; 6], Leaf, #[init(skip)] usize, Leaf);

#[derive(Initialize)]
struct Raw {
    r#type: Leaf,
    #[init(normal)]
    r#fn: [f32; 6],
}

#[test]
fn tuple_structs_and_raw_identifiers_have_plain_names() {
    let model = reset(Module {
        field: Tuple([0.0; 6], leaf(), 3, leaf()),
    });
    assert_eq!(
        paths(&model),
        ["field.0", "field.1.weight", "field.3.weight"]
    );
    assert_eq!(model.field.2, 3);
    let model = reset(Raw {
        r#type: leaf(),
        r#fn: [0.0; 6],
    });
    assert_eq!(paths(&model), ["type.weight", "fn"]);
}

/// A field with an initializer, whatever it holds.
#[derive(Initialize)]
struct Parameter<P> {
    #[init(normal)]
    field: P,
}

#[derive(Initialize)]
struct Flat<P> {
    #[init(normal, shape = 6)]
    field: P,
}

#[track_caller]
fn same<P>(model: &P, values: &[f32])
where
    P: Initialize,
{
    let expected = reset(Parameter {
        field: [0.0_f32; 6],
    })
    .field;
    assert_eq!(paths(model), ["field"]);
    assert_eq!(values, expected);
}

#[test]
fn one_parameter_in_any_memory_holds_the_same_values() {
    let model = reset(Parameter {
        field: [[0.0_f32; 3]; 2],
    });
    same(&model, model.field.as_flattened());
    let model = reset(Flat {
        field: vec![0.0_f32; 6],
    });
    same(&model, &model.field);
    let model = reset(Flat {
        field: vec![0.0_f32; 6].into_boxed_slice(),
    });
    same(&model, &model.field[..]);
    let mut memory = [0.0_f32; 6];
    let model = reset(Flat {
        field: memory.as_mut_slice(),
    });
    same(&model, &model.field[..]);
    let model = reset(Flat {
        field: Some(vec![0.0_f32; 6]),
    });
    same(&model, model.field.as_ref().unwrap());
    let model = reset(Parameter {
        field: Some([0.0_f32; 6]),
    });
    same(&model, &model.field.unwrap());
    let model = reset(Parameter {
        field: Box::new([0.0_f32; 6]),
    });
    same(&model, &model.field[..]);
    let mut memory = [0.0_f32; 6];
    let model = reset(Parameter { field: &mut memory });
    same(&model, &model.field[..]);
    let model = reset(Parameter {
        field: Rc::new(RefCell::new([0.0_f32; 6])),
    });
    let values = model.field.borrow().to_vec();
    same(&model, &values);
    let model = reset(Parameter {
        field: Some(Arc::new(RwLock::new([0.0_f32; 6]))),
    });
    let values = model.field.as_ref().unwrap().read().unwrap().to_vec();
    same(&model, &values);
}

#[test]
fn one_parameter_of_ndarray_holds_the_same_values() {
    let model = reset(Parameter {
        field: Array1::<f32>::zeros(6),
    });
    same(&model, &model.field.to_vec());
    let model = reset(Parameter {
        field: Array2::<f32>::zeros((3, 2).f()),
    });
    same(&model, &model.field.iter().copied().collect::<Vec<f32>>());
    let model = reset(Parameter {
        field: ArrayD::<f32>::zeros(vec![1, 6, 1]),
    });
    same(&model, &model.field.iter().copied().collect::<Vec<f32>>());
    let mut memory = [0.0_f32; 6];
    let mut view = ArrayViewMut1::from(&mut memory[..]);
    view.invert_axis(Axis(0));
    let model = reset(Parameter { field: view });
    same(&model, &model.field.to_vec());
    assert_eq!(
        memory[5],
        reset(Parameter {
            field: [0.0_f32; 6]
        })
        .field[0]
    );
}

/// A number is a parameter without axes: the first value of its path.
#[test]
fn a_number_is_a_parameter() {
    let model = reset(Parameter { field: 0.0_f32 });
    assert_eq!(paths(&model), ["field"]);
    assert_eq!(model.plan().unwrap().entries()[0].shape(), [0; 0]);
    assert_eq!(
        model.field,
        reset(Parameter {
            field: [0.0_f32; 6]
        })
        .field[0]
    );
}

type Matrix = Array2<f32>;

fn matrix() -> Matrix {
    Array2::zeros((2, 3))
}

#[test]
fn lists_of_tensors_are_lists_of_parameters() {
    let model = reset(Parameter {
        field: vec![matrix(), matrix()],
    });
    assert_eq!(paths(&model), ["field.0", "field.1"]);
    let nested = reset(Parameter {
        field: [
            [matrix(), matrix()],
            [matrix(), matrix()],
            [matrix(), matrix()],
        ],
    });
    assert_eq!(
        paths(&nested),
        [
            "field.0.0",
            "field.0.1",
            "field.1.0",
            "field.1.1",
            "field.2.0",
            "field.2.1"
        ]
    );
    let mixed = reset(Parameter {
        field: vec![BTreeMap::from([("k", [None, Some(matrix())])])],
    });
    assert_eq!(paths(&mixed), ["field.0.k.1"]);
    let boxed: Box<[Option<Matrix>]> = vec![None, Some(matrix())].into();
    assert_eq!(paths(&reset(Parameter { field: boxed })), ["field.1"]);
    let shared = Rc::new(RefCell::new(matrix()));
    let shared = reset(Parameter {
        field: vec![Rc::clone(&shared), Rc::new(RefCell::new(matrix())), shared],
    });
    assert_eq!(paths(&shared), ["field.0", "field.1"]);
    assert_eq!(shared.plan().unwrap().entries()[0].aliases(), ["field.2"]);
    assert_eq!(*shared.field[0].borrow(), model.field[0]);
    assert_eq!(*shared.field[1].borrow(), model.field[1]);
}
