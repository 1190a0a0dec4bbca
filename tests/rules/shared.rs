//! Rules and tensors that are shared by several paths.

use std::cell::RefCell;
use std::rc::Rc;

use init_core::initializer::{constant, zeros};
use init_core::{Initialize, Reset, Rules};

type Table = Rc<RefCell<[[f32; 2]; 3]>>;

#[derive(Initialize)]
struct Tied {
    #[init(parameter)]
    embedding: Table,
    #[init(zeros)]
    head: Table,
}

fn tied() -> Tied {
    let table = Rc::new(RefCell::new([[9.0; 2]; 3]));
    Tied {
        embedding: Rc::clone(&table),
        head: table,
    }
}

#[test]
fn the_first_place_decides_and_the_plan_names_the_other() {
    let rules = Rules::new().at("embedding", constant(2.0));
    let mut model = tied();
    let plan = Reset::seed(1).rules(&rules).run(&mut model).unwrap();
    assert_eq!(*model.head.borrow(), [[2.0; 2]; 3]);
    assert_eq!(plan.entries().len(), 1);
    assert_eq!(plan.entries()[0].aliases(), ["head"]);
}

#[test]
fn a_rule_for_the_second_place_alone_is_a_warning() {
    let rules = Rules::new()
        .at("embedding", zeros())
        .at("head", constant(2.0));
    let plan = Reset::seed(1).rules(&rules).run(&mut tied()).unwrap();
    assert_eq!(
        plan.warnings()[0].to_string(),
        "the rule `at = \"head\"` reaches no parameter\n  \
         note: it matches a shared tensor only under a further path; a shared tensor is initialized once, under its first path"
    );
}

#[test]
fn a_shared_module_is_ruled_where_it_is_met_first() {
    #[derive(Initialize)]
    struct Inner {
        #[init(parameter)]
        weight: [f32; 2],
    }
    #[derive(Initialize)]
    #[init(at = "first.weight", constant = 1.0)]
    #[init(at = "second.**", constant = 2.0)]
    struct Net {
        first: Rc<RefCell<Inner>>,
        second: Rc<RefCell<Inner>>,
    }
    let inner = Rc::new(RefCell::new(Inner { weight: [9.0; 2] }));
    let mut net = Net {
        first: Rc::clone(&inner),
        second: inner,
    };
    Reset::seed(1).run(&mut net).unwrap();
    assert_eq!(net.first.borrow().weight, [1.0; 2]);
}
