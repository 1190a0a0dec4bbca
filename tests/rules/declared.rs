//! Rules in attributes, wherever an attribute is allowed: through macros, on generic and borrowed
//! structs, and beside types of every kind.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use init_core::error::Problem;
use init_core::walk::{Visitor, VisitorMut};
use init_core::{Initialize, Reset};

use crate::support::{Linear, initializer};

macro_rules! net {
    ($name:ident, $glob:literal, $std:expr, $word:ident $(, $key:ident = $value:expr)*) => {
        #[derive(Initialize)]
        #[init(at = $glob, normal, std = $std)]
        #[init(at = "**.bias", $word $(, $key = $value)*)]
        struct $name {
            layers: Vec<Linear>,
            #[init(skip)]
            scale: f64,
        }
    };
}
net!(
    Given,
    "layers.*.weight",
    self.scale / layer.count as f64,
    uniform,
    low = -self.scale
);

macro_rules! writes_self_and_layer {
    ($name:ident { $scale:ident }) => {
        #[derive(Initialize)]
        #[init(at = "**.weight", constant = { let local = layer.index as f64; local * self.$scale })]
        struct $name {
            #[init(at = "*.bias", constant = self.$scale)]
            layers: [Linear; 2],
            #[init(skip)]
            $scale: f64,
        }
    };
}
writes_self_and_layer!(Written { scale });

#[test]
fn self_and_layer_may_be_given_to_a_macro_or_written_by_it() {
    let given = Given {
        layers: vec![Linear::new(), Linear::new()],
        scale: 0.5,
    };
    let plan = given.plan().unwrap();
    assert_eq!(plan.get("layers.1.weight").unwrap().law().std(), Some(0.25));
    assert_eq!(initializer(&plan, "layers.0.bias"), "uniform, low = -0.5");

    let mut written = Written {
        layers: [Linear::new(), Linear::new()],
        scale: 3.0,
    };
    Reset::seed(1).run(&mut written).unwrap();
    assert_eq!(written.layers[0].weight[0], [0.0; 4]);
    assert_eq!(written.layers[1].weight[0], [3.0; 4]);
    assert_eq!(written.layers[1].bias, [3.0; 4]);
}

#[test]
fn words_and_names_may_be_raw_identifiers() {
    #[derive(Initialize)]
    #[init(r#at = "type", r#rank = 1, r#constant = self.r#in)]
    #[init(at = "type", rank = 2, ones)]
    struct Raw {
        #[init(parameter)]
        r#type: [f64; 2],
        #[init(skip)]
        r#in: f64,
        #[init(at = "fn.*", zeros)]
        r#match: Inner,
    }
    #[derive(Initialize)]
    struct Inner {
        r#fn: Linear,
    }
    let mut raw = Raw {
        r#type: [9.0; 2],
        r#in: 4.0,
        r#match: Inner {
            r#fn: Linear::new(),
        },
    };
    let error = Reset::seed(1).run(&mut raw).unwrap_err();
    assert_eq!(
        error.problems()[0].message(),
        "the rule `at = \"type\", rank = 2` of `Raw` reaches no parameter"
    );
}

#[derive(Initialize)]
#[init(at = "inner.**", constant = N as f64)]
#[init(at = "kernel", module = "Generic", normal, std = const { 1.0 / 8.0 })]
struct Generic<'m, T, const N: usize> {
    #[init(parameter, shape = self.shape.0)]
    kernel: &'m mut [f32],
    #[init(at = "**", rank = 1, zeros)]
    inner: T,
    #[init(at = "weight.of.anything", ones)]
    other: Option<T>,
    #[init(at = "0.**", constant = *self.factor)]
    lists: [(T,); N],
    #[init(skip)]
    shape: (usize, String),
    #[init(skip)]
    factor: &'m f64,
}

#[test]
fn generic_and_borrowed_structs_have_rules() {
    let (mut memory, factor) = ([9.0; 3], 0.5);
    let mut model = Generic {
        kernel: &mut memory,
        inner: Linear::new(),
        other: None,
        lists: [(Linear::new(),)],
        shape: (3, String::new()),
        factor: &factor,
    };
    let plan = Reset::seed(1).run(&mut model).unwrap();
    assert_eq!(plan.get("kernel").unwrap().law().std(), Some(0.125));
    // The struct's own rule has the last word over the one on its field.
    assert_eq!(model.inner.bias, [1.0; 4]);
    assert_eq!(model.lists[0].0.bias, [0.5; 4]);
    let warned: Vec<&str> = plan.warnings().iter().map(Problem::message).collect();
    assert!(
        warned
            .contains(&"the rule `at = \"weight.of.anything\"` of `Generic` reaches no parameter"),
        "{warned:?}"
    );
}

#[test]
fn a_rule_borrows_the_fields_that_it_reads_and_no_other() {
    #[derive(Initialize)]
    #[init(at = "fc.weight", normal, std = self.options.std.max(self.options.least))]
    #[init(at = "fc.bias", with = |index, _| self.table[index[0]])]
    struct Net {
        #[init(skip)]
        options: Options,
        #[init(skip)]
        table: Vec<f64>,
        fc: Linear,
        // Read by its own rule, beside the one that is written.
        #[init(at = "**", constant = self.options.std + self.table[0])]
        #[init(parameter)]
        scale: [[f32; 2]; 2],
    }
    struct Options {
        std: f64,
        least: f64,
    }
    let mut net = Net {
        options: Options {
            std: 0.25,
            least: 0.5,
        },
        table: vec![1.0, 2.0, 3.0, 4.0],
        fc: Linear::new(),
        scale: [[9.0; 2]; 2],
    };
    let plan = Reset::seed(1).run(&mut net).unwrap();
    assert_eq!(plan.get("fc.weight").unwrap().law().std(), Some(0.5));
    assert_eq!(net.fc.bias, [1.0, 2.0, 3.0, 4.0]);
    assert_eq!(net.scale, [[1.25; 2]; 2]);
}

struct ByHand(Linear);

impl Initialize for ByHand {
    fn visit_parameters(&self, visitor: &mut dyn Visitor) {
        self.0.visit_parameters(visitor);
    }

    fn visit_parameters_mut(&mut self, visitor: &mut dyn VisitorMut) {
        self.0.visit_parameters_mut(visitor);
    }
}

#[derive(Initialize)]
struct Transparent {
    #[init(name = "")]
    inner: Linear,
}

#[derive(Initialize)]
enum Either {
    Left { weight: Linear },
    Right(Linear),
    Nothing,
}

#[derive(Initialize)]
struct Recursive {
    #[init(parameter)]
    weight: [f32; 2],
    #[init(at = "next.**", ones)]
    #[init(at = "weight", ones)]
    next: Option<Box<Recursive>>,
    children: Vec<Recursive>,
}

type Aliased = Linear;

macro_rules! named {
    ($name:ident) => {
        $name
    };
}

#[derive(Initialize)]
#[init(at = "maps.*.weight", ones)]
#[init(at = "either.weight.*", zeros)]
#[init(at = "either.0.bi*s", zeros)]
#[init(at = "pair.1.weight", zeros)]
struct Kinds<T> {
    #[init(at = "**", zeros)]
    by_hand: Vec<ByHand>,
    #[init(at = "weight", zeros)]
    #[init(at = "bias", zeros)]
    transparent: Transparent,
    either: Either,
    #[init(at = "weight", constant = 1.0)]
    #[init(at = "b*", constant = 1.0)]
    aliased: Aliased,
    #[init(at = "conv1.bias", zeros)]
    maps: BTreeMap<String, Linear>,
    #[init(at = "*.*", zeros)]
    pair: (Linear, Rc<RefCell<Linear>>),
    #[init(at = "anything", zeros)]
    boxed: Box<dyn Initialize>,
    #[init(at = "weight", zeros)]
    #[init(at = "**.bias", zeros)]
    through_a_macro: named!(T),
}

#[test]
fn rules_reach_into_types_of_every_kind_and_the_one_that_misses_is_named() {
    let recursive = || Recursive {
        weight: [9.0; 2],
        next: None,
        children: Vec::new(),
    };
    let mut model = Recursive {
        next: Some(Box::new(Recursive {
            next: Some(Box::new(recursive())),
            ..recursive()
        })),
        ..recursive()
    };
    let error = Reset::seed(1).run(&mut model).unwrap_err();
    let paths: Vec<_> = error
        .problems()
        .iter()
        .map(|problem| problem.path())
        .collect();
    assert_eq!(paths, [Some("weight")]);

    let kinds = Kinds::<Linear> {
        by_hand: vec![ByHand(Linear::new())],
        transparent: Transparent {
            inner: Linear::new(),
        },
        either: Either::Left {
            weight: Linear::new(),
        },
        aliased: Linear::new(),
        maps: BTreeMap::from([("conv1".to_owned(), Linear::new())]),
        pair: (Linear::new(), Rc::new(RefCell::new(Linear::new()))),
        boxed: Box::new(ByHand(Linear::new())),
        through_a_macro: Linear::new(),
    };
    let error = kinds.plan().unwrap_err();
    let unreached: Vec<&str> = error
        .problems()
        .iter()
        .map(Problem::message)
        .filter(|message| message.ends_with("reaches no parameter"))
        .collect();
    assert_eq!(
        unreached,
        ["the rule `at = \"anything\"` of `Kinds` reaches no parameter"]
    );
    let _ = (Either::Right(Linear::new()), Either::Nothing);
}

#[test]
fn a_rule_on_a_tensor_is_told_that_it_stands_on_the_parameter_itself() {
    #[derive(Initialize)]
    struct Net {
        #[init(ones)]
        #[init(at = "bias", zeros)]
        bias: [f32; 4],
    }
    assert_eq!(
        Net { bias: [9.0; 4] }.plan().unwrap_err().problems()[0].to_string(),
        "`bias`: the rule `at = \"bias\"` of `Net` reaches no parameter\n  \
         help: the rule is on the parameter itself: write `at = \"**\"`"
    );
}

#[test]
fn the_type_of_a_module_is_given_by_its_name_alone() {
    use init_core::initializer::zeros;
    use init_core::{Rule, Rules};

    for (module, name) in [
        ("nn::Linear", "Linear"),
        ("Linear<f32>", "Linear"),
        ("", "Linear"),
    ] {
        let rules = Rules::new()
            .at("**", zeros())
            .rule(Rule::at("**").module(module).initializer(zeros()));
        let error = Reset::seed(1)
            .rules(&rules)
            .dry_run(&Linear::new())
            .unwrap_err();
        assert_eq!(
            error.problems()[0].to_string(),
            format!(
                "`module = {module:?}` is not the name of a type, without path and generics\n  \
                 help: write `module = {name:?}`"
            )
        );
    }
}
