//! Cases 41 and 42: tied weights, their aliases, cycles.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::{Arc, Mutex};

use init_core::initializer::ones;
use init_core::plan::Entry;
use init_core::walk::OwnShape;
use init_core::walk::{Component, Declared, Parameters, Visitor, VisitorMut};
use init_core::{ErrorKind, Initialize};

use crate::{UNTOUCHED, Watched};

type Weight = [f32; 3];

const FREE: Weight = [UNTOUCHED; 3];

#[derive(Initialize)]
struct Inner {
    #[init(normal)]
    weight: Weight,
}

fn inner() -> Inner {
    Inner { weight: FREE }
}

#[derive(Initialize)]
struct Tied {
    #[init(normal, std = 0.02)]
    embedding: Rc<RefCell<[[f32; 4]; 6]>>,
    layer: Arc<Mutex<Inner>>,
    again: Arc<Mutex<Inner>>,
    #[init(normal, std = 0.02)]
    head: Rc<RefCell<[[f32; 4]; 6]>>,
}

/// Case 41: a shared tensor is one parameter, under the path where it is met first.
#[test]
fn tied_weights_are_initialized_once_and_the_plan_names_their_aliases() {
    let embedding = Rc::new(RefCell::new([[UNTOUCHED; 4]; 6]));
    let layer = Arc::new(Mutex::new(inner()));
    let mut model = Tied {
        embedding: Rc::clone(&embedding),
        layer: Arc::clone(&layer),
        again: layer,
        head: embedding,
    };
    let plan = model.plan().unwrap();
    let paths: Vec<_> = plan.entries().iter().map(Entry::path).collect();
    assert_eq!(paths, ["embedding", "layer.weight"]);
    assert_eq!(plan.value_count(), 24 + 3);
    assert_eq!(plan.entries()[0].aliases(), ["head"]);
    assert_eq!(plan.entries()[1].aliases(), ["again.weight"]);

    model.reset_parameters(&mut init_core::hidden::doc::rng());
    let mut alone = Tied {
        embedding: Rc::new(RefCell::new([[0.0; 4]; 6])),
        layer: Arc::new(Mutex::new(inner())),
        again: Arc::new(Mutex::new(inner())),
        head: Rc::new(RefCell::new([[0.0; 4]; 6])),
    };
    alone.reset_parameters(&mut init_core::hidden::doc::rng());
    assert_eq!(*model.head.borrow(), *alone.embedding.borrow());
    assert_ne!(*model.head.borrow(), *alone.head.borrow());
}

#[derive(Initialize)]
struct Torn {
    #[init(normal, std = 0.02)]
    embedding: Rc<RefCell<[[f32; 4]; 6]>>,
    #[init(xavier_uniform)]
    head: Rc<RefCell<[[f32; 4]; 6]>>,
}

/// Case 41.
#[test]
fn tied_weights_with_two_initializers_are_refused() {
    let embedding = Rc::new(RefCell::new([[UNTOUCHED; 4]; 6]));
    let mut model = Torn {
        embedding: Rc::clone(&embedding),
        head: Rc::clone(&embedding),
    };
    let error = Watched::new().refused(&mut model);
    assert_eq!(
        error.to_string(),
        "`head`: one shared tensor is declared twice: `normal, std = 0.02` at `embedding` \
         and `xavier_uniform` here\n  help: declare the same initializer and options at both paths\n\
         note: nothing was written"
    );
    assert_eq!(*embedding.borrow(), [[UNTOUCHED; 4]; 6]);
}

#[derive(Initialize)]
struct Turned {
    #[init(xavier_uniform)]
    embedding: Rc<RefCell<[[f32; 4]; 6]>>,
    #[init(xavier_uniform, layout = "io")]
    head: Rc<RefCell<[[f32; 4]; 6]>>,
}

/// Case 41: the same initializer over other axes gives other values.
#[test]
fn tied_weights_with_two_layouts_are_refused() {
    let embedding = Rc::new(RefCell::new([[UNTOUCHED; 4]; 6]));
    let mut model = Turned {
        embedding: Rc::clone(&embedding),
        head: Rc::clone(&embedding),
    };
    let error = Watched::new().refused(&mut model);
    assert!(error.has(ErrorKind::Conflict), "{error}");
    assert_eq!(*embedding.borrow(), [[UNTOUCHED; 4]; 6]);
}

/// The layer of a library: what it declares is nobody's choice.
struct Head {
    weight: Rc<RefCell<[[f32; 4]; 6]>>,
}

impl Initialize for Head {
    fn visit_parameters(&self, visitor: &mut dyn Visitor) {
        let initializer = ones();
        let declared = Declared::new(&initializer).by_default();
        let weight = Component::field("weight");
        Parameters::<OwnShape>::visit(&self.weight, &weight, &declared, visitor);
    }

    fn visit_parameters_mut(&mut self, visitor: &mut dyn VisitorMut) {
        let initializer = ones();
        let declared = Declared::new(&initializer).by_default();
        let weight = Component::field("weight");
        Parameters::<OwnShape>::visit_mut(&mut self.weight, &weight, &declared, visitor);
    }
}

#[derive(Initialize)]
struct Chosen {
    #[init(normal, std = 0.02)]
    embedding: Rc<RefCell<[[f32; 4]; 6]>>,
    head: Head,
}

#[derive(Initialize)]
struct ChosenLate {
    head: Head,
    #[init(normal, std = 0.02)]
    embedding: Rc<RefCell<[[f32; 4]; 6]>>,
}

/// A default gives way to what was declared before, and never to silence a later choice.
#[test]
fn a_default_gives_way_to_a_choice_and_is_no_choice_itself() {
    let weight = || Rc::new(RefCell::new([[UNTOUCHED; 4]; 6]));
    let (embedding, alone) = (weight(), weight());
    let chosen = Chosen {
        head: Head {
            weight: Rc::clone(&embedding),
        },
        embedding: Rc::clone(&embedding),
    };
    let plan = chosen.plan().unwrap();
    assert_eq!(plan.parameter_count(), 1);
    assert_eq!(plan.entries()[0].initializer(), "normal, std = 0.02");
    assert_eq!(plan.entries()[0].aliases(), ["head.weight"]);
    let alone = Head { weight: alone }.plan().unwrap();
    assert_eq!(alone.entries()[0].initializer(), "ones");

    let mut late = ChosenLate {
        head: Head {
            weight: Rc::clone(&embedding),
        },
        embedding,
    };
    let error = Watched::new().refused(&mut late);
    assert!(error.has(ErrorKind::Conflict), "{error}");
}

#[derive(Initialize)]
struct Node {
    #[init(normal)]
    weight: Weight,
    next: Option<Rc<RefCell<Node>>>,
}

fn node() -> Rc<RefCell<Node>> {
    Rc::new(RefCell::new(Node {
        weight: FREE,
        next: None,
    }))
}

/// Case 42: a cycle is walked once, and ends where it began.
#[test]
fn a_cycle_is_walked_once() {
    let (mut first, second) = (node(), node());
    first.borrow_mut().next = Some(Rc::clone(&second));
    second.borrow_mut().next = Some(Rc::clone(&first));
    let plan = first.plan().unwrap();
    let paths: Vec<_> = plan.entries().iter().map(Entry::path).collect();
    assert_eq!(paths, ["weight", "next.weight"]);
    first.reset_parameters(&mut init_core::hidden::doc::rng());
    assert_ne!(first.borrow().weight, FREE);
    assert_ne!(second.borrow().weight, FREE);
    second.borrow_mut().next = None;
}

/// A tensor that is at the root and below itself has both paths.
#[test]
fn the_aliases_of_a_cycle_are_paths() {
    let first = node();
    first.borrow_mut().next = Some(Rc::clone(&first));
    let plan = first.plan().unwrap();
    assert_eq!(plan.entries().len(), 1);
    assert_eq!(plan.entries()[0].path(), "weight");
    assert_eq!(plan.entries()[0].aliases(), ["next.weight"]);
    first.borrow_mut().next = None;
}

#[derive(Initialize)]
struct Clear {
    #[init(name = "")]
    first: Rc<RefCell<Inner>>,
    #[init(ones)]
    other: Weight,
    named: Rc<RefCell<Inner>>,
}

/// Only what is shared has aliases.
#[test]
fn only_what_is_shared_has_aliases() {
    let shared = Rc::new(RefCell::new(inner()));
    let model = Clear {
        first: Rc::clone(&shared),
        other: FREE,
        named: shared,
    };
    let plan = model.plan().unwrap();
    assert_eq!(plan.get("weight").unwrap().aliases(), ["named.weight"]);
    assert_eq!(plan.get("other").unwrap().aliases(), [""; 0]);
}

#[derive(Initialize)]
struct Later {
    named: Rc<RefCell<Inner>>,
    #[init(name = "")]
    clear: Rc<RefCell<Inner>>,
}

#[test]
fn an_alias_at_a_transparent_field_is_a_path() {
    let shared = Rc::new(RefCell::new(inner()));
    let model = Later {
        named: Rc::clone(&shared),
        clear: shared,
    };
    let plan = model.plan().unwrap();
    assert_eq!(plan.entries()[0].path(), "named.weight");
    assert_eq!(plan.entries()[0].aliases(), ["weight"]);
}

#[derive(Initialize)]
struct NoBytes {
    #[init(ones)]
    first: [f32; 0],
    #[init(zeros)]
    second: [f32; 0],
    #[init(normal, shape = 0)]
    third: Vec<f32>,
    #[init(normal, shape = 0)]
    fourth: Vec<f32>,
}

/// Only a sharing container shares: tensors without bytes may have one address.
#[test]
fn tensors_at_one_address_are_not_taken_for_shared() {
    let model = NoBytes {
        first: [],
        second: [],
        third: Vec::new(),
        fourth: Vec::new(),
    };
    let plan = model.plan().unwrap();
    assert_eq!(plan.parameter_count(), 4);
    assert!(
        plan.entries()
            .iter()
            .all(|entry| entry.aliases().is_empty())
    );
}
