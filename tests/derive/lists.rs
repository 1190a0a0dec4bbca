//! Fields with an initializer that hold a list of parameters.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use init_core::Initialize;
use ndarray::Array1;

use super::{planned, reset};

#[derive(Initialize)]
struct Tensors {
    #[init(ones)]
    list: Vec<Array1<f32>>,
    #[init(ones)]
    array: [Array1<f32>; 2],
    #[init(ones)]
    slice: Box<[Array1<f32>]>,
    #[init(ones)]
    map: BTreeMap<&'static str, Array1<f32>>,
    #[init(ones)]
    arrays: BTreeMap<u8, [f32; 2]>,
    #[init(ones)]
    optional: Vec<Option<Array1<f32>>>,
    #[init(ones)]
    shared: Vec<Rc<RefCell<Array1<f32>>>>,
}

#[test]
fn tensors_in_a_list_are_named_by_their_place() {
    let tensor = || Array1::zeros(2);
    let mut model = Tensors {
        list: vec![tensor(), tensor()],
        array: [tensor(), tensor()],
        slice: vec![tensor()].into(),
        map: [("b", tensor()), ("a", tensor())].into(),
        arrays: [(7, [0.0; 2])].into(),
        optional: vec![Some(tensor()), None, Some(tensor())],
        shared: vec![Rc::new(RefCell::new(tensor()))],
    };
    assert_eq!(
        planned(&model),
        [
            "list.0 [2] ones",
            "list.1 [2] ones",
            "array.0 [2] ones",
            "array.1 [2] ones",
            "slice.0 [2] ones",
            "map.a [2] ones",
            "map.b [2] ones",
            "arrays.7 [2] ones",
            "optional.0 [2] ones",
            "optional.2 [2] ones",
            "shared.0 [2] ones",
        ]
    );
    reset(&mut model);
    assert_eq!(model.list[1], Array1::<f32>::ones(2));
    assert_eq!(model.arrays[&7], [1.0; 2]);
    assert_eq!(model.optional[2], Some(Array1::ones(2)));
}

#[derive(Initialize)]
struct Nested {
    #[init(ones)]
    grid: Vec<Vec<Array1<f32>>>,
    #[init(ones)]
    cube: [[Array1<f32>; 2]; 2],
    #[init(ones)]
    mixed: Vec<[Array1<f32>; 2]>,
    #[init(ones, name = "m")]
    map: BTreeMap<u8, Vec<Array1<f32>>>,
}

#[test]
fn lists_of_lists_have_a_component_a_level() {
    let tensor = || Array1::zeros(1);
    let mut model = Nested {
        grid: vec![vec![tensor()], vec![], vec![tensor(), tensor()]],
        cube: [[tensor(), tensor()], [tensor(), tensor()]],
        mixed: vec![[tensor(), tensor()]],
        map: [(5, vec![tensor()])].into(),
    };
    let expected = [
        "grid.0.0",
        "grid.2.0",
        "grid.2.1",
        "cube.0.0",
        "cube.0.1",
        "cube.1.0",
        "cube.1.1",
        "mixed.0.0",
        "mixed.0.1",
        "m.5.0",
    ];
    assert_eq!(
        planned(&model),
        expected.map(|path| format!("{path} [1] ones"))
    );
    reset(&mut model);
    assert_eq!(model.cube[1][0], Array1::<f32>::ones(1));
    assert_eq!(model.grid[2][1], Array1::<f32>::ones(1));
}

#[derive(Initialize)]
struct FlatLists<'a> {
    #[init(ones, shape = (2, 2))]
    list: Vec<Vec<f32>>,
    #[init(ones, shape = 3)]
    array: [Vec<f32>; 2],
    #[init(ones, shape = 2)]
    boxes: Vec<Box<[f64]>>,
    #[init(ones, shape = 1)]
    views: [&'a mut [f32]; 2],
    #[init(ones, shape = 2)]
    nested: Vec<[Vec<f32>; 2]>,
    #[init(ones, shape = 2)]
    map: BTreeMap<u8, Vec<f32>>,
}

#[test]
fn flat_storage_in_a_list_has_the_declared_shape_each() {
    let (mut first, mut second) = ([0.0; 1], [0.0; 1]);
    let mut model = FlatLists {
        list: vec![vec![0.0; 4]; 2],
        array: [vec![0.0; 3], vec![0.0; 3]],
        boxes: vec![vec![0.0; 2].into()],
        views: [&mut first, &mut second],
        nested: vec![[vec![0.0; 2], vec![0.0; 2]]],
        map: [(1, vec![0.0; 2])].into(),
    };
    assert_eq!(
        planned(&model),
        [
            "list.0 [2, 2] ones",
            "list.1 [2, 2] ones",
            "array.0 [3] ones",
            "array.1 [3] ones",
            "boxes.0 [2] ones",
            "views.0 [1] ones",
            "views.1 [1] ones",
            "nested.0.0 [2] ones",
            "nested.0.1 [2] ones",
            "map.1 [2] ones",
        ]
    );
    reset(&mut model);
    assert_eq!(model.list, [[1.0; 4]; 2]);
    assert_eq!(model.nested[0][1], [1.0; 2]);
    assert_eq!((first, second), ([1.0], [1.0]));
}

#[derive(Initialize)]
struct Block {
    #[init(constant = layer.count as f64)]
    heads: Vec<Array1<f32>>,
}

#[test]
fn layer_of_a_list_of_parameters_is_that_of_the_list_around_its_module() {
    let block = || Block {
        heads: vec![Array1::zeros(1); 3],
    };
    let mut model = vec![block(), block()];
    reset(&mut model);
    assert_eq!(model[0].heads, vec![Array1::from_elem(1, 2.0); 3]);
}
