//! Partial resets: the bits of a full one, and nothing else touched.

use init_core::{ErrorKind, Initialize, Reset};
use std::cell::RefCell;
use std::rc::Rc;

#[derive(Initialize, Clone, PartialEq, Debug)]
struct Linear {
    #[init(xavier_normal)]
    weight: [[f32; 4]; 4],
    #[init(uniform, low = -1.0)]
    bias: [f32; 4],
}

#[derive(Initialize, Clone, PartialEq, Debug)]
struct Net {
    body: Vec<Linear>,
    head: Linear,
}

fn net() -> Net {
    let linear = Linear {
        weight: [[9.0; 4]; 4],
        bias: [9.0; 4],
    };
    Net {
        body: vec![linear.clone(); 3],
        head: linear,
    }
}

#[test]
fn a_partial_reset_gives_the_bits_of_a_full_one_and_leaves_the_rest() {
    let mut full = net();
    Reset::seed(4).run(&mut full).unwrap();
    let mut part = net();
    let plan = Reset::seed(4)
        .only("body.1.**")
        .only("**.bias")
        .except("head.**")
        .run(&mut part)
        .unwrap();
    let mut expected = net();
    expected.body[1].weight = full.body[1].weight;
    for (expected, full) in expected.body.iter_mut().zip(&full.body) {
        expected.bias = full.bias;
    }
    assert_eq!(part, expected);
    assert_eq!(plan.entries().len(), 4);
    assert_eq!(
        plan.kept().collect::<Vec<_>>(),
        ["body.0.weight", "body.2.weight", "head.bias", "head.weight"]
    );
    assert!(plan.to_string().contains("; 4 left as they are"), "{plan}");
}

#[test]
fn globs_of_a_selection_that_match_nothing_are_errors() {
    for (glob, text) in [
        (
            "heads.**",
            "`only(\"heads.**\")` matches no parameter\n  note: the nearest path is `head.bias`",
        ),
        (
            "head",
            "`only(\"head\")` matches no parameter\n  help: `head` is a module: write \"head.**\" for all that it holds",
        ),
        (
            "head.wieght",
            "`only(\"head.wieght\")` matches no parameter\n  help: did you mean `head.weight`?",
        ),
        (
            "head/weight",
            "the glob \"head/weight\" holds `/`, which is not allowed in a glob\n  help: join the components of a path by dots: `layers.*.weight`",
        ),
    ] {
        let mut model = net();
        let error = Reset::seed(1).only(glob).run(&mut model).unwrap_err();
        assert_eq!(error.problems()[0].to_string(), text);
        assert!(error.has(ErrorKind::Selection));
        assert_eq!(model, net());
    }
}

#[test]
fn what_was_loaded_is_left_and_unknown_names_are_errors() {
    let mut full = net();
    Reset::seed(4).run(&mut full).unwrap();
    let mut part = net();
    let plan = Reset::seed(4)
        .loaded(["head.weight", "body.0.weight", "body.0.bias"])
        .run(&mut part)
        .unwrap();
    assert_eq!(part.head.weight, [[9.0; 4]; 4]);
    assert_eq!(part.head.bias, full.head.bias);
    assert_eq!(part.body[0], net().body[0]);
    assert_eq!(part.body[1], full.body[1]);
    assert_eq!(plan.kept().count(), 3);
    let error = Reset::seed(4)
        .loaded(["head.wieght"])
        .run(&mut part)
        .unwrap_err();
    assert_eq!(
        error.problems()[0].to_string(),
        "`head.wieght` was loaded, but the model has no parameter of this name\n  help: did you mean `head.weight`?"
    );
}

#[test]
fn everything_loaded_leaves_nothing_to_do_and_nothing_loaded_everything() {
    let mut part = net();
    let names = net().plan().unwrap();
    let names = names.entries().iter().map(|entry| entry.path().to_owned());
    let plan = Reset::seed(4).loaded(names).run(&mut part).unwrap();
    assert!(plan.entries().is_empty());
    assert_eq!(part, net());
    let plan = Reset::seed(4).loaded::<String>([]).run(&mut part).unwrap();
    assert_eq!(plan.kept().count(), 0);
}

#[test]
fn a_shared_tensor_is_loaded_under_any_of_its_names() {
    #[derive(Initialize)]
    struct Tied {
        #[init(normal)]
        embedding: Rc<RefCell<[[f32; 2]; 3]>>,
        #[init(normal)]
        head: Rc<RefCell<[[f32; 2]; 3]>>,
    }
    let table = Rc::new(RefCell::new([[5.0; 2]; 3]));
    let mut tied = Tied {
        embedding: Rc::clone(&table),
        head: table,
    };
    Reset::seed(1).loaded(["head"]).run(&mut tied).unwrap();
    assert_eq!(*tied.head.borrow(), [[5.0; 2]; 3]);
    Reset::seed(1).only("head").run(&mut tied).unwrap();
    assert_ne!(*tied.embedding.borrow(), [[5.0; 2]; 3]);
}

#[test]
fn what_is_not_selected_need_not_be_initializable() {
    #[derive(Initialize)]
    struct Net {
        #[init(parameter)]
        open: [f32; 2],
        #[init(zeros)]
        closed: [f32; 2],
    }
    let mut net = Net {
        open: [3.0; 2],
        closed: [3.0; 2],
    };
    Reset::seed(1).only("closed").run(&mut net).unwrap();
    assert_eq!((net.open, net.closed), ([3.0; 2], [0.0; 2]));
}
