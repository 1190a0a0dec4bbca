//! A whole `VarStore`, by the names of its variables.

use common::blocks::{self, rules};
use common::suite::Library;
use init_core::initializer::{constant, ones, orthogonal, uniform, zeros};
use init_core::plan::Entry;
use init_core::{ErrorKind, Initialize, Reset, Rule, Rules, safetensors};
use tch::nn::{self, VarStore};
use tch::{Device, Kind, Tensor};

use crate::tensors::Tch;

fn store(entries: &[(String, Vec<usize>)]) -> VarStore {
    let vars = VarStore::new(Device::Cpu);
    for (name, shape) in entries {
        let mut path = vars.root();
        let mut components: Vec<&str> = name.split('.').collect();
        let last = components.pop().unwrap();
        for component in components {
            path = path / component;
        }
        let shape: Vec<i64> = shape.iter().map(|&length| length as i64).collect();
        let _ = path.zeros(last, &shape);
    }
    vars
}

fn elements(vars: &VarStore, name: &str) -> Vec<f64> {
    Tch::elements(&vars.variables()[name])
}

fn blocks() -> VarStore {
    store(&blocks::entries())
}

/// A variable has the values of a field of the same path.
#[test]
fn variables_have_the_values_of_their_names() {
    let mut vars = blocks();
    let rules = rules();
    let reset = Reset::seed(3).rules(&rules);
    let dry = reset.dry_run(&vars).unwrap();
    assert_eq!(elements(&vars, "h.0.ln.weight"), [0.0; 6]);
    let plan = reset.run(&mut vars).unwrap();
    assert_eq!(plan, dry);
    assert_eq!(plan.parameter_count(), 37);
    let paths: Vec<_> = plan.entries().iter().map(Entry::path).collect();
    assert_eq!(paths[..2], ["h.0.ln.weight", "h.0.proj.bias"]);
    assert_eq!(paths[35..], ["h.11.proj.weight", "wte.weight"]);

    for (place, expected) in blocks::projections(3).into_iter().enumerate() {
        let found = elements(&vars, &format!("h.{place}.proj.weight"));
        assert_eq!(found, expected);
    }
    assert_eq!(elements(&vars, "h.7.proj.bias"), [0.25; 6]);
    assert_eq!(elements(&vars, "h.7.ln.weight"), [1.0; 6]);
}

/// With a generator, the key is drawn once the plan is made.
#[test]
fn a_generator_gives_the_key() {
    let rules = rules();
    let [mut first, mut second] = [blocks(), blocks()];
    let mut rng = init_core::hidden::doc::rng();
    let reset = Reset::new().rules(&rules);
    reset.run(&mut first, &mut rng).unwrap();
    let mut again = init_core::hidden::doc::rng();
    reset.run(&mut second, &mut again).unwrap();
    let name = "h.11.proj.weight";
    assert_eq!(elements(&first, name), elements(&second, name));
}

/// Names that count from 0 are a list, by number.
#[test]
fn rules_may_ask_for_the_layer() {
    let mut vars = blocks();
    let rules = rules().rule(Rule::at("h.*.proj.weight").choose(|found| {
        let layer = found.layer();
        assert_eq!(layer.count, 12);
        constant(layer.index as f64)
    }));
    Reset::seed(3).rules(&rules).run(&mut vars).unwrap();
    assert_eq!(elements(&vars, "h.2.proj.weight"), [2.0; 36]);
    assert_eq!(elements(&vars, "h.10.proj.weight"), [10.0; 36]);
}

#[test]
fn a_variable_that_no_rule_reaches_is_refused() {
    let mut vars = store(&[
        ("fc.weight".into(), vec![3, 3]),
        ("fc.bias".into(), vec![3]),
        ("scale".into(), vec![1]),
    ]);
    let rules = Rules::new().at("**.weight", orthogonal());
    let reset = Reset::seed(3).rules(&rules);
    let error = reset.run(&mut vars).unwrap_err();
    let [problem] = error.problems() else {
        panic!("{error}");
    };
    let notes: Vec<_> = problem.notes().collect();
    assert_eq!(notes, ["they are `fc.bias`, `scale`"]);
    assert!(error.has(ErrorKind::Uncovered));
    assert_eq!(elements(&vars, "fc.weight"), [0.0; 9]);

    let rest = reset.only("fc.weight").run(&mut vars).unwrap();
    assert_eq!(rest.parameter_count(), 1);
    assert_ne!(elements(&vars, "fc.weight"), [0.0; 9]);
}

/// The store knows what is not trained, also when nothing is.
#[test]
fn what_is_not_trained_is_a_buffer() {
    let mut vars = VarStore::new(Device::Cpu);
    let norm = nn::batch_norm1d(vars.root() / "bn", 4, nn::BatchNormConfig::default());
    let rules = Rules::new().at("**", zeros()).at("**.running_var", ones());
    let reset = Reset::seed(3).rules(&rules);
    for _ in 0..2 {
        let plan = reset.run(&mut vars).unwrap();
        assert_eq!((plan.parameter_count(), plan.buffer_count()), (2, 2));
        assert_eq!(Tch::elements(&norm.running_var), [1.0; 4]);
        vars.freeze();
    }
    assert!(!norm.ws.unwrap().requires_grad());

    let mut vars = VarStore::new(Device::Cpu);
    let norm = nn::batch_norm1d(vars.root() / "bn", 4, nn::BatchNormConfig::default());
    let rules = Rules::new().at("**.weight", ones()).at("**.bias", zeros());
    let plan = Reset::seed(3).rules(&rules).run(&mut vars).unwrap();
    assert_eq!((plan.parameter_count(), plan.buffer_count()), (2, 2));
    assert_eq!(Tch::elements(&norm.running_var), [1.0; 4]);
}

/// The tensors of recurrent layers are to be had from the store alone.
#[test]
fn recurrent_layers_are_initialized_by_name() {
    let mut vars = VarStore::new(Device::Cpu);
    let lstm = nn::lstm(vars.root() / "lstm", 16, 32, nn::RNNConfig::default());
    let gru = nn::gru(vars.root() / "gru", 16, 32, nn::RNNConfig::default());
    // PyTorch's: all of a recurrent layer within 1/√hidden.
    let bound = 1.0 / 32_f64.sqrt();
    let rules = Rules::new()
        .at("**", uniform().low(-bound).high(bound))
        .at("lstm.weight_hh_*", orthogonal());
    let plan = Reset::seed(3).rules(&rules).run(&mut vars).unwrap();
    assert_eq!(plan.parameter_count(), 8);
    let weight = &vars.variables()["lstm.weight_hh_l0"];
    let product = weight.tr().matmul(weight);
    let distance = (product - Tensor::eye(32, (Kind::Float, Device::Cpu))).abs();
    assert!(distance.max().double_value(&[]) < 1e-5);
    let inputs = Tensor::ones([2, 3, 16], (Kind::Float, Device::Cpu));
    let outputs = [
        nn::RNN::seq(&lstm, &inputs).0,
        nn::RNN::seq(&gru, &inputs).0,
    ];
    for output in outputs {
        assert_eq!(output.size(), [2, 3, 32]);
        assert!(output.abs().max().double_value(&[]) > 1e-3);
    }
}

/// A store whose variables were converted after the layers were made.
#[test]
fn the_kind_is_that_of_the_variable() {
    let mut vars = blocks();
    vars.bfloat16();
    let rules = rules();
    Reset::seed(3).rules(&rules).run(&mut vars).unwrap();
    let weight = &vars.variables()["wte.weight"];
    assert_eq!(weight.kind(), Kind::BFloat16);
    assert!(weight.requires_grad());

    let mut exact = blocks();
    Reset::seed(3).rules(&rules).run(&mut exact).unwrap();
    let rounded = exact.variables()["wte.weight"].to_kind(Kind::BFloat16);
    assert_eq!(Tch::elements(weight), Tch::elements(&rounded));
}

/// A name that is taken is given another by tch, which is a path like any other.
#[test]
fn a_second_variable_of_a_name_has_a_path_of_its_own() {
    let mut vars = store(&[("a".into(), vec![2]), ("a".into(), vec![3])]);
    let rules = Rules::new().at("a*", ones());
    let plan = Reset::seed(3).rules(&rules).run(&mut vars).unwrap();
    let paths: Vec<_> = plan.entries().iter().map(Entry::path).collect();
    assert_eq!(paths, ["a", "a__1"]);
}

#[test]
fn a_name_with_an_empty_component_is_refused() {
    let mut vars = VarStore::new(Device::Cpu);
    let _ = (vars.root() / "").zeros("weight", &[2]);
    let rules = Rules::new().at("**", zeros());
    let error = Reset::seed(3).rules(&rules).run(&mut vars).unwrap_err();
    assert!(error.has(ErrorKind::Component), "{error}");
}

#[test]
fn a_poisoned_store_is_refused() {
    let mut vars = blocks();
    let lock = vars.variables_.clone();
    let panicked = std::thread::spawn(move || {
        let _lock = lock.lock();
        panic!("while the lock is held");
    });
    assert!(panicked.join().is_err());
    let rules = rules();
    let error = Reset::seed(3).rules(&rules).run(&mut vars).unwrap_err();
    assert!(error.has(ErrorKind::Poisoned), "{error}");
}

/// The lock is held in this thread, which a reset that waited for it would never leave.
#[test]
fn a_store_that_is_locked_elsewhere_is_found_before_anything_is_written() {
    #[derive(Initialize)]
    #[init(at = "vars.**", ones)]
    struct Model {
        #[init(ones)]
        first: Tensor,
        vars: VarStore,
    }
    let mut model = Model {
        first: Tensor::zeros([2], (Kind::Float, Device::Cpu)),
        vars: store(&[("fc.weight".into(), vec![3, 3])]),
    };
    let lock = model.vars.variables_.clone();
    let guard = lock.lock().unwrap();
    let error = Reset::seed(3).run(&mut model).unwrap_err();
    assert!(error.has(ErrorKind::Busy), "{error}");
    let text = error.to_string();
    let expected = "the `VarStore` is locked elsewhere\n  help: let go of it first\n";
    assert!(text.contains(expected), "{text}");
    assert!(error.written().is_empty());
    assert_eq!(Tch::elements(&model.first), [0.0; 2]);
    drop(guard);
    assert_eq!(elements(&model.vars, "fc.weight"), [0.0; 9]);
    Reset::seed(3).run(&mut model).unwrap();
    assert_eq!(elements(&model.vars, "fc.weight"), [1.0; 9]);
}

/// A store in a struct is a module like any other.
#[test]
fn a_store_is_a_module() {
    #[derive(Initialize)]
    #[init(at = "vars.**", ones)]
    struct Model {
        vars: VarStore,
    }
    let mut model = Model {
        vars: store(&[("fc.weight".into(), vec![3, 3])]),
    };
    let plan = Reset::seed(1).run(&mut model).unwrap();
    assert_eq!(plan.entries()[0].path(), "vars.fc.weight");
    assert_eq!(elements(&model.vars, "fc.weight"), [1.0; 9]);
}

/// What is saved here is read by tch's own reader, and the reverse.
#[test]
fn files_are_those_of_the_store() {
    let file = init_core::hidden::doc::file("var-store.safetensors");
    let mut vars = blocks();
    let rules = rules();
    Reset::seed(3).rules(&rules).run(&mut vars).unwrap();
    safetensors::save(&vars, &file).unwrap();
    let mut theirs = blocks();
    theirs.load(&file).unwrap();
    let name = "h.11.proj.weight";
    assert_eq!(elements(&theirs, name), elements(&vars, name));

    theirs.save(&file).unwrap();
    let mut ours = blocks();
    let loaded = safetensors::load(&mut ours, &file).unwrap();
    assert!(loaded.missing().is_empty());
    std::fs::remove_file(&file).unwrap();
    assert_eq!(elements(&ours, name), elements(&vars, name));
}
