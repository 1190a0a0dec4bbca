//! `fan_uniform`, whose scale may follow from another parameter: PyTorch's default for a bias, uniform
//! on ±1/√fan_in of the weight beside it, wherever that stands.

use std::cell::RefCell;
use std::rc::Rc;

use init_core::initializer::fan_uniform;
use init_core::values::Law;
use init_core::{ErrorKind, Initialize, Reset, Rule, Rules};
use ndarray::{Array1, Array2};

#[derive(Initialize)]
struct Linear {
    #[init(fan_uniform, of = "weight")]
    bias: [f32; 5],
    #[init(fan_uniform)]
    weight: [[f32; 16]; 5],
}

fn linear() -> Linear {
    Linear {
        bias: [9.0; 5],
        weight: [[9.0; 16]; 5],
    }
}

#[test]
fn a_bias_before_its_weight_has_its_fan() {
    #[derive(Initialize)]
    struct Net {
        first: Linear,
        second: Linear,
    }
    let mut net = Net {
        first: linear(),
        second: linear(),
    };
    let plan = Reset::seed(1).run(&mut net).unwrap();
    let quarter = Law::Uniform {
        low: -0.25,
        high: 0.25,
    };
    for entry in plan.entries() {
        assert_eq!(entry.law(), &quarter, "{}", entry.path());
    }
    assert!(net.second.bias.iter().all(|bias| bias.abs() <= 0.25));
    assert_ne!(net.first.bias, net.second.bias);

    // One parameter alone has the bits of the whole.
    let whole = net.second.bias;
    net.second.bias = [9.0; 5];
    Reset::seed(1).only("second.bias").run(&mut net).unwrap();
    assert_eq!(net.second.bias, whole);
}

/// As `norm_of` reads them: an entry of a list has the same entry of another list beside it.
#[test]
fn the_entries_of_lists_stand_side_by_side() {
    #[derive(Initialize)]
    struct Stack {
        #[init(fan_uniform, of = "weights")]
        biases: [Vec<Array1<f32>>; 2],
        #[init(fan_uniform)]
        weights: [Vec<Array2<f32>>; 2],
    }
    let lists = [1, 2];
    let mut stack = Stack {
        biases: lists.map(|count| vec![Array1::zeros(2); count]),
        weights: lists.map(|count| vec![Array2::zeros((2, 4)); count]),
    };
    let plan = Reset::seed(1).run(&mut stack).unwrap();
    assert_eq!(plan.parameter_count(), 6);
    for entry in plan.entries() {
        assert_eq!(entry.law().bounds(), Some((-0.5, 0.5)), "{}", entry.path());
    }
}

#[test]
fn its_own_fan_is_that_of_its_layout_and_groups() {
    let rules = Rules::new().rule(Rule::at("weight").layout("io"));
    let plan = Reset::seed(1).rules(&rules).run(&mut linear()).unwrap();
    let bound = 1.0 / 5.0_f64.sqrt();
    for entry in plan.entries() {
        assert_eq!(
            entry.law().bounds(),
            Some((-bound, bound)),
            "{}",
            entry.path()
        );
    }
}

#[test]
fn beside_a_weight_without_fans_it_is_zero() {
    #[derive(Initialize)]
    struct Norm {
        #[init(ones)]
        weight: [f32; 5],
        #[init(fan_uniform, of = "weight")]
        bias: [f32; 5],
    }
    let mut norm = Norm {
        weight: [9.0; 5],
        bias: [9.0; 5],
    };
    Reset::seed(1).run(&mut norm).unwrap();
    assert_eq!(norm.bias, [0.0; 5]);
}

#[test]
fn without_that_parameter_it_is_an_error() {
    #[derive(Initialize)]
    struct Lone {
        #[init(parameter)]
        bias: [f32; 5],
    }
    #[derive(Initialize)]
    struct Net {
        lone: Lone,
    }
    let mut net = Net {
        lone: Lone { bias: [9.0; 5] },
    };
    let rules = Rules::new().at("lone.bias", fan_uniform().of("wieght"));
    let error = Reset::seed(1).rules(&rules).run(&mut net).unwrap_err();
    assert!(error.has(ErrorKind::Argument));
    assert_eq!(
        error.to_string(),
        "`lone.bias`: `fan_uniform` takes the fan in of `lone.wieght`, but the model has no such \
         parameter\n  help: name a parameter beside it, by its path from the module that holds \
         both\n  note: its initializer is that of the rule `at = \"lone.bias\"`\nnote: nothing was \
         written"
    );
    assert_eq!(net.lone.bias, [9.0; 5]);
    // A rule that gives a vector its own fan has none to give.
    let rules = Rules::new().at("lone.bias", fan_uniform());
    let error = Reset::seed(1).rules(&rules).run(&mut net).unwrap_err();
    assert!(error.has(ErrorKind::Rank), "{error}");
}

#[test]
fn a_shared_weight_has_its_fan_under_each_path() {
    type Shared = Rc<RefCell<[[f32; 4]; 6]>>;
    #[derive(Initialize)]
    struct Tied {
        #[init(normal)]
        embedding: Shared,
        head: Head,
    }
    #[derive(Initialize)]
    struct Head {
        #[init(parameter)]
        weight: Shared,
        #[init(fan_uniform, of = "weight")]
        bias: [f32; 6],
    }
    let shared = Rc::new(RefCell::new([[0.0; 4]; 6]));
    let mut tied = Tied {
        embedding: shared.clone(),
        head: Head {
            weight: shared,
            bias: [9.0; 6],
        },
    };
    let plan = Reset::seed(1).run(&mut tied).unwrap();
    assert_eq!(
        plan.get("head.bias").unwrap().law().bounds(),
        Some((-0.5, 0.5))
    );
}

#[test]
fn a_weight_that_fails_is_one_problem() {
    #[derive(Initialize)]
    struct Open {
        #[init(fan_uniform, of = "weight")]
        bias: [f32; 5],
        #[init(parameter)]
        weight: [[f32; 16]; 5],
    }
    let open = Open {
        bias: [0.0; 5],
        weight: [[0.0; 16]; 5],
    };
    let error = open.plan().unwrap_err();
    assert_eq!(error.problems().len(), 1, "{error}");
    assert!(error.has(ErrorKind::Uncovered));
}

#[test]
fn of_several_the_first_that_exists_counts_and_super_leads_outward() {
    #[derive(Initialize)]
    struct Inner {
        #[init(fan_uniform, of = "super.wide|weight")]
        first: [f32; 5],
        #[init(fan_uniform, of = "super.absent | weight")]
        second: [f32; 5],
        #[init(fan_uniform)]
        weight: [[f32; 16]; 5],
    }
    #[derive(Initialize)]
    struct Outer {
        inner: Inner,
        #[init(normal)]
        wide: [[f32; 64]; 2],
    }
    let inner = Inner {
        first: [0.0; 5],
        second: [0.0; 5],
        weight: [[0.0; 16]; 5],
    };
    let outer = Outer {
        inner,
        wide: [[0.0; 64]; 2],
    };
    let plan = outer.plan().unwrap();
    let bounds = |path| plan.get(path).unwrap().law().bounds();
    assert_eq!(bounds("inner.first"), Some((-0.125, 0.125)));
    assert_eq!(bounds("inner.second"), Some((-0.25, 0.25)));
    let rules = Rules::new().at("inner.first", fan_uniform().of("super.a|b"));
    let error = Reset::seed(1).rules(&rules).dry_run(&outer).unwrap_err();
    assert_eq!(
        error.problems()[0].message(),
        "`fan_uniform` takes the fan in of `a` or `inner.b`, but the model has no such parameter"
    );
}
