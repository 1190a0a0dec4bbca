//! `layer` in an expression: the position in the nearest list around the module.

use std::collections::BTreeMap;

use init_core::{ErrorKind, Initialize};

#[derive(Initialize)]
struct Layer {
    #[init(constant = (layer.index * 100 + layer.count) as f64)]
    weight: f32,
}

fn layer() -> Layer {
    Layer { weight: -1.0 }
}

/// What every parameter is told, by path.
fn told<M: Initialize>(model: &M) -> Vec<(String, f64)> {
    let plan = model.plan().unwrap_or_else(|error| panic!("{error}"));
    plan.entries()
        .iter()
        .map(|entry| (entry.path().into(), entry.law().mean().unwrap()))
        .collect()
}

#[track_caller]
fn check<M: Initialize>(model: M, expected: &[(&str, usize, usize)]) {
    let expected: Vec<(String, f64)> = expected
        .iter()
        .map(|&(path, index, count)| (path.into(), (index * 100 + count) as f64))
        .collect();
    assert_eq!(told(&model), expected);
    // What is written is what is planned.
    let model = crate::reset(model);
    assert_eq!(told(&model), expected);
}

#[test]
fn lists_arrays_and_maps_number_their_entries() {
    check(
        vec![layer(), layer()],
        &[("0.weight", 0, 2), ("1.weight", 1, 2)],
    );
    check([layer()], &[("0.weight", 0, 1)]);
    check(
        BTreeMap::from([("b", layer()), ("a", layer()), ("c", layer())]),
        &[("a.weight", 0, 3), ("b.weight", 1, 3), ("c.weight", 2, 3)],
    );
}

/// An entry that is not there keeps its place.
#[test]
fn the_index_is_that_of_the_list_and_not_of_what_is_there() {
    check(
        vec![None, Some(layer()), None, Some(layer())],
        &[("1.weight", 1, 4), ("3.weight", 3, 4)],
    );
}

#[test]
fn the_nearest_list_counts() {
    check(
        vec![vec![layer()], vec![layer(), layer()]],
        &[
            ("0.0.weight", 0, 1),
            ("1.0.weight", 0, 2),
            ("1.1.weight", 1, 2),
        ],
    );
}

#[derive(Initialize)]
struct Block {
    before: Layer,
    inner: (Layer, Option<Box<Layer>>),
    list: Vec<Layer>,
    after: Layer,
}

/// Tuples, options, boxes and structs are no lists; a list inside ends with its field.
#[test]
fn what_is_no_list_passes_the_list_around_it_on() {
    let block = || Block {
        before: layer(),
        inner: (layer(), Some(Box::new(layer()))),
        list: vec![layer(), layer(), layer()],
        after: layer(),
    };
    check(
        vec![block(), block()],
        &[
            ("0.before.weight", 0, 2),
            ("0.inner.0.weight", 0, 2),
            ("0.inner.1.weight", 0, 2),
            ("0.list.0.weight", 0, 3),
            ("0.list.1.weight", 1, 3),
            ("0.list.2.weight", 2, 3),
            ("0.after.weight", 0, 2),
            ("1.before.weight", 1, 2),
            ("1.inner.0.weight", 1, 2),
            ("1.inner.1.weight", 1, 2),
            ("1.list.0.weight", 0, 3),
            ("1.list.1.weight", 1, 3),
            ("1.list.2.weight", 2, 3),
            ("1.after.weight", 1, 2),
        ],
    );
}

/// A shared module is told of the list where it is met first.
#[test]
fn a_shared_module_keeps_the_place_where_it_stands_first() {
    let shared = std::rc::Rc::new(std::cell::RefCell::new(layer()));
    let other = std::rc::Rc::new(std::cell::RefCell::new(layer()));
    check(
        vec![std::rc::Rc::clone(&shared), shared, other],
        &[("0.weight", 0, 3), ("2.weight", 2, 3)],
    );
}

#[test]
fn layer_outside_any_list_is_an_error() {
    let message = "the attribute reads `layer`, but this module is not in a list\n  \
                   help: put the module into a `Vec`, an array or a map, or read a field: \
                   `self.depth`\nnote: nothing was written";
    let mut model = layer();
    let error = model
        .try_reset_parameters(&mut init_core::hidden::doc::rng())
        .unwrap_err();
    assert!(error.has(ErrorKind::Layer));
    assert_eq!(error.to_string(), format!("`weight`: {message}"));
    assert_eq!(model.weight, -1.0);
    let mut pair = (layer(), Some(layer()));
    let error = pair
        .try_reset_parameters(&mut init_core::hidden::doc::rng())
        .unwrap_err();
    assert_eq!(error.problems().len(), 2);
    assert_eq!(error.problems()[1].path(), Some("1.weight"));
}

#[derive(Initialize)]
struct Scaled {
    #[init(normal, std = self.scale / (2.0 * layer.count as f64).sqrt())]
    weight: [f32; 4],
    #[init(skip)]
    scale: f64,
}

/// GPT-2's rule: 0.02/√(2·layers).
#[test]
fn expressions_read_self_and_layer_together() {
    let scaled = || Scaled {
        weight: [0.0; 4],
        scale: 0.02,
    };
    let plan = vec![scaled(), scaled(), scaled()].plan().unwrap();
    for entry in &plan {
        assert_eq!(entry.law().std(), Some(0.02 / 6.0_f64.sqrt()));
    }
}
