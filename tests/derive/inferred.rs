//! Inferred bounds: on field types that mention a type parameter, never on the parameters
//! themselves, never on a type that mentions the struct.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::marker::PhantomData;
use std::rc::Rc;

use init_core::Initialize;
use init_core::initializer::Scalar;

use super::{paths, reset};

#[derive(Initialize, Default)]
struct Scale {
    #[init(ones)]
    scale: [f32; 2],
}

/// What has neither `Initialize` nor anything else.
struct Opaque;

trait Backend {
    type Tensor;
    type Module;
}

impl Backend for Opaque {
    type Tensor = [f32; 3];
    type Module = Scale;
}

// where B::Tensor: Parameters, B::Module: Initialize
#[derive(Initialize)]
struct Associated<B: Backend> {
    #[init(zeros)]
    weight: B::Tensor,
    #[init(ones)]
    array: [<B as Backend>::Tensor; 2],
    module: B::Module,
}

#[test]
fn a_bound_stands_on_an_associated_type_and_not_on_its_parameter() {
    let model = Associated::<Opaque> {
        weight: [0.0; 3],
        array: [[0.0; 3]; 2],
        module: Scale::default(),
    };
    assert_eq!(paths(&model), ["weight", "array", "module.scale"]);
}

// no bound at all
#[derive(Initialize)]
struct Marker<T, F: ?Sized> {
    nothing: PhantomData<T>,
    function: PhantomData<fn(&F) -> T>,
    #[init(zeros)]
    bias: [f32; 1],
}

#[test]
fn a_phantom_parameter_needs_nothing() {
    let model = Marker::<Opaque, str> {
        nothing: PhantomData,
        function: PhantomData,
        bias: [0.0],
    };
    assert_eq!(paths(&model), ["bias"]);
}

// where T: Parameters, [T; N]: Parameters, Vec<M>: Initialize, Option<Rc<RefCell<M>>>: Initialize
#[derive(Initialize)]
struct Every<T, M, const N: usize> {
    #[init(zeros)]
    one: T,
    #[init(zeros)]
    array: [T; N],
    #[init(zeros)]
    optional: Option<Box<[T; N]>>,
    list: Vec<M>,
    shared: Option<Rc<RefCell<M>>>,
    map: BTreeMap<String, (M, M)>,
}

#[test]
fn bounds_stand_on_every_kind_of_field_type() {
    let model = Every::<f64, Scale, 2> {
        one: 1.0,
        array: [1.0; 2],
        optional: Some(Box::new([1.0; 2])),
        list: vec![Scale::default()],
        shared: Some(Rc::default()),
        map: BTreeMap::from([("k".to_owned(), Default::default())]),
    };
    assert_eq!(
        paths(&model),
        [
            "one",
            "array",
            "optional",
            "list.0.scale",
            "shared.scale",
            "map.k.0.scale",
            "map.k.1.scale",
        ]
    );
}

// where Vec<T>: Parameters<DeclaredShape>
#[derive(Initialize)]
struct Flat<T> {
    #[init(ones, shape = (2, 2))]
    weight: Vec<T>,
}

#[test]
fn a_bound_on_flat_storage_knows_of_its_shape() {
    let mut model = Flat::<f64> {
        weight: vec![0.0; 4],
    };
    reset(&mut model);
    assert_eq!(model.weight, [1.0; 4]);
}

// where T: Parameters
#[derive(Initialize)]
struct Chain<T> {
    #[init(ones)]
    value: T,
    next: Option<Box<Chain<T>>>,
}

#[test]
fn a_recursive_type_has_bounds_from_its_other_fields() {
    let last = Chain {
        value: [0.0_f32; 2],
        next: None,
    };
    let mut model = Chain {
        value: [0.0; 2],
        next: Some(Box::new(last)),
    };
    assert_eq!(paths(&model), ["value", "next.value"]);
    reset(&mut model);
    assert_eq!(model.next.unwrap().value, [1.0; 2]);
}

// where T: Initialize
#[derive(Initialize)]
struct Tree<T> {
    value: T,
    children: Vec<Self>,
    #[allow(clippy::vec_box)]
    named: BTreeMap<u8, Box<Tree<T>>>,
}

#[test]
fn self_stands_in_a_field_type() {
    let leaf = || Tree {
        value: Scale::default(),
        children: Vec::new(),
        named: BTreeMap::new(),
    };
    let model = Tree {
        value: Scale::default(),
        children: vec![leaf(), leaf()],
        named: BTreeMap::from([(9, Box::new(leaf()))]),
    };
    assert_eq!(
        paths(&model),
        [
            "value.scale",
            "children.0.value.scale",
            "children.1.value.scale",
            "named.9.value.scale",
        ]
    );
}

/// Recursive without type parameters.
#[derive(Initialize)]
struct Plain {
    #[init(zeros)]
    bias: [f32; 1],
    next: Option<Box<Plain>>,
}

#[test]
fn a_recursive_type_without_parameters_works() {
    let model = Plain {
        bias: [0.0],
        next: Some(Box::new(Plain {
            bias: [0.0],
            next: None,
        })),
    };
    assert_eq!(paths(&model), ["bias", "next.bias"]);
}

// Inferred, each of the two would ask for the other without an end.
#[derive(Initialize)]
#[init(bound = "T: Initialize")]
struct Even<T> {
    value: T,
    next: Option<Box<Odd<T>>>,
}

#[derive(Initialize)]
#[init(bound = "T: Initialize")]
struct Odd<T> {
    next: Option<Box<Even<T>>>,
}

#[test]
fn a_declared_bound_replaces_the_inferred_ones() {
    let last = Even {
        value: Scale::default(),
        next: None,
    };
    let odd = Odd {
        next: Some(Box::new(last)),
    };
    let model = Even {
        value: Scale::default(),
        next: Some(Box::new(odd)),
    };
    assert_eq!(paths(&model), ["value.scale", "next.next.value.scale"]);
}

#[derive(Initialize)]
#[init(bound = "")]
struct NoBound<T> {
    #[init(skip)]
    tag: T,
    #[init(zeros)]
    bias: [f32; 1],
}

#[derive(Initialize)]
#[init(bound = "T: Initialize, U: Copy + Into<Scalar>,")]
struct SeveralBounds<T, U>
where
    T: Send,
{
    inner: T,
    #[init(constant = self.value)]
    bias: [f32; 1],
    #[init(skip)]
    value: U,
}

#[test]
fn declared_bounds_may_be_none_or_several() {
    let mut model = SeveralBounds {
        inner: Scale::default(),
        bias: [0.0],
        value: 2.0_f32,
    };
    reset(&mut model);
    assert_eq!((model.bias, model.inner.scale), ([2.0], [1.0; 2]));
    let model = NoBound {
        tag: Opaque,
        bias: [0.0],
    };
    assert_eq!(paths(&model), ["bias"]);
    let Opaque = model.tag;
}
