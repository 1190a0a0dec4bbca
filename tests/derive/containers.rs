//! Containers of modules.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::{Arc, Mutex, RwLock};

use init_core::Initialize;

use super::{paths, reset};

#[derive(Initialize, Default)]
struct Unit {
    #[init(ones)]
    w: [f32; 1],
}

fn unit() -> Unit {
    Unit::default()
}

#[derive(Initialize)]
struct Plain {
    boxed: Box<Unit>,
    optional: Option<Unit>,
    absent: Option<Unit>,
    list: Vec<Unit>,
    array: [Unit; 2],
    slice: Box<[Unit]>,
    pair: (Unit, Unit),
    map: BTreeMap<String, Unit>,
    numbered: BTreeMap<u32, Unit>,
    nothing: (),
    dynamic: Box<dyn Initialize>,
    sent: Box<dyn Initialize + Send + Sync>,
}

#[test]
fn every_container_has_its_components() {
    let mut model = Plain {
        boxed: Box::new(unit()),
        optional: Some(unit()),
        absent: None,
        list: vec![unit(), unit()],
        array: [unit(), unit()],
        slice: vec![unit()].into(),
        pair: (unit(), unit()),
        map: ["b", "a"].map(|key| (key.to_owned(), unit())).into(),
        numbered: [(10, unit()), (9, unit())].into(),
        nothing: (),
        dynamic: Box::new(unit()),
        sent: Box::new(unit()),
    };
    assert_eq!(
        paths(&model),
        [
            "boxed.w",
            "optional.w",
            "list.0.w",
            "list.1.w",
            "array.0.w",
            "array.1.w",
            "slice.0.w",
            "pair.0.w",
            "pair.1.w",
            "map.a.w",
            "map.b.w",
            "numbered.9.w",
            "numbered.10.w",
            "dynamic.w",
            "sent.w",
        ]
    );
    reset(&mut model);
    let written = [
        &*model.boxed,
        &model.list[1],
        &model.array[1],
        &model.slice[0],
        &model.pair.1,
        &model.map["b"],
        &model.numbered[&9],
    ];
    assert!(written.iter().all(|unit| unit.w == [1.0]));
}

#[derive(Initialize)]
struct Nested {
    grid: Vec<Vec<Unit>>,
    cube: [[[Unit; 1]; 2]; 1],
    deep: Option<Vec<(Unit, Option<Box<Unit>>)>>,
    map: BTreeMap<u8, Vec<Unit>>,
}

#[test]
fn containers_nest() {
    let model = Nested {
        grid: vec![vec![], vec![unit(), unit()]],
        cube: [[[unit()], [unit()]]],
        deep: Some(vec![(unit(), None), (unit(), Some(Box::new(unit())))]),
        map: [(3, vec![unit()])].into(),
    };
    assert_eq!(
        paths(&model),
        [
            "grid.1.0.w",
            "grid.1.1.w",
            "cube.0.0.0.w",
            "cube.0.1.0.w",
            "deep.0.0.w",
            "deep.1.0.w",
            "deep.1.1.w",
            "map.3.0.w",
        ]
    );
}

#[derive(Initialize)]
struct SharedModules {
    rc: Rc<RefCell<Unit>>,
    again: Rc<RefCell<Unit>>,
    mutex: Arc<Mutex<Unit>>,
    lock: Arc<RwLock<Vec<Unit>>>,
    cell: RefCell<Unit>,
    unshared: Mutex<Unit>,
    dynamic: Rc<RefCell<Box<dyn Initialize>>>,
}

#[test]
fn shared_modules_are_walked_where_they_are_met_first() {
    let rc = Rc::new(RefCell::new(unit()));
    let mut model = SharedModules {
        again: Rc::clone(&rc),
        rc,
        mutex: Arc::default(),
        lock: Arc::new(RwLock::new(vec![unit()])),
        cell: RefCell::default(),
        unshared: Mutex::default(),
        dynamic: Rc::new(RefCell::new(Box::new(unit()))),
    };
    assert_eq!(
        paths(&model),
        [
            "rc.w",
            "mutex.w",
            "lock.0.w",
            "cell.w",
            "unshared.w",
            "dynamic.w"
        ]
    );
    reset(&mut model);
    assert_eq!(model.again.borrow().w, [1.0]);
    assert_eq!(model.mutex.lock().unwrap().w, [1.0]);
    assert_eq!(model.lock.read().unwrap()[0].w, [1.0]);
    assert_eq!(model.cell.borrow().w, [1.0]);
    assert_eq!(model.unshared.lock().unwrap().w, [1.0]);
}

#[derive(Initialize)]
struct Counted {
    #[init(constant = layer.count as f64 * 10.0 + layer.index as f64)]
    w: [f32; 1],
}

fn counted() -> Counted {
    Counted { w: [0.0] }
}

/// What `layer` says: ten times the count, plus the index.
fn layer_of(model: &dyn Initialize, path: &str) -> f64 {
    model
        .plan()
        .unwrap()
        .get(path)
        .unwrap()
        .law()
        .mean()
        .unwrap()
}

#[test]
fn vectors_arrays_and_maps_are_lists_and_tuples_and_options_are_not() {
    assert_eq!(layer_of(&vec![counted(), counted()], "1.w"), 21.0);
    assert_eq!(layer_of(&[counted(), counted(), counted()], "1.w"), 31.0);
    assert_eq!(layer_of(&BTreeMap::from([("a", counted())]), "a.w"), 10.0);
    let pairs = vec![(counted(), Some(counted())), (counted(), None)];
    assert_eq!(layer_of(&pairs, "0.1.w"), 20.0);
    assert!((counted(), counted()).plan().is_err());
    assert!(Some(counted()).plan().is_err());
}

#[test]
fn the_nearest_of_nested_lists_counts() {
    let grid = vec![vec![counted(), counted()], vec![counted()]];
    assert_eq!(layer_of(&grid, "0.1.w"), 21.0);
    assert_eq!(layer_of(&grid, "1.0.w"), 10.0);
}
