//! A whole `VarMap`, by the names of its variables.

use candle_core::{DType, Device, Result, Tensor, Var};
use candle_nn::{VarBuilder, VarMap};
use common::blocks::{self, rules};
use init_core::initializer::{constant, ones, orthogonal, zeros};
use init_core::plan::Entry;
use init_core::{ErrorKind, Initialize, Reset, Rule, Rules};

fn vars(entries: &[(&str, &[usize])]) -> VarMap {
    let vars = VarMap::new();
    let builder = VarBuilder::from_varmap(&vars, DType::F32, &Device::Cpu);
    for (name, shape) in entries {
        builder.get(*shape, name).unwrap();
    }
    vars
}

fn floats(vars: &VarMap, name: &str) -> Vec<f32> {
    let vars = vars.data().lock().unwrap();
    vars[name].flatten_all().unwrap().to_vec1().unwrap()
}

fn blocks() -> VarMap {
    let entries = blocks::entries();
    let entries: Vec<_> = entries
        .iter()
        .map(|(name, shape)| (name.as_str(), shape.as_slice()))
        .collect();
    vars(&entries)
}

/// A variable has the values of a field of the same path.
#[test]
fn variables_have_the_values_of_their_names() {
    let mut vars = blocks();
    let rules = rules();
    let reset = Reset::seed(3).rules(&rules);
    let dry = reset.dry_run(&vars).unwrap();
    assert_eq!(floats(&vars, "h.0.ln.weight"), [0.0; 6]);
    let plan = reset.run(&mut vars).unwrap();
    assert_eq!(plan, dry);
    assert_eq!(plan.parameter_count(), 37);
    let paths: Vec<_> = plan.entries().iter().map(Entry::path).collect();
    assert_eq!(paths[..2], ["h.0.ln.weight", "h.0.proj.bias"]);
    assert_eq!(paths[35..], ["h.11.proj.weight", "wte.weight"]);

    for (place, expected) in blocks::projections(3).into_iter().enumerate() {
        let found = floats(&vars, &format!("h.{place}.proj.weight"));
        let found: Vec<f64> = found.into_iter().map(f64::from).collect();
        assert_eq!(found, expected);
    }
    assert_eq!(floats(&vars, "h.7.proj.bias"), [0.25; 6]);
    assert_eq!(floats(&vars, "h.7.ln.weight"), [1.0; 6]);
}

/// With a generator, the key is drawn once the plan is made.
#[test]
fn a_generator_gives_the_key() {
    let rules = rules();
    let [mut first, mut second] = [blocks(), blocks()];
    let mut rng = init_core::hidden::doc::rng();
    Reset::new()
        .rules(&rules)
        .run(&mut first, &mut rng)
        .unwrap();
    let mut again = init_core::hidden::doc::rng();
    let reset = Reset::new().rules(&rules);
    reset.run(&mut second, &mut again).unwrap();
    let name = "h.11.proj.weight";
    assert_eq!(floats(&first, name), floats(&second, name));
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
    assert_eq!(floats(&vars, "h.2.proj.weight"), [2.0; 36]);
    assert_eq!(floats(&vars, "h.10.proj.weight"), [10.0; 36]);
}

#[test]
fn a_variable_that_no_rule_reaches_is_refused() {
    let mut vars = vars(&[("fc.weight", &[3, 3]), ("fc.bias", &[3]), ("scale", &[1])]);
    let rules = Rules::new().at("**.weight", orthogonal());
    let reset = Reset::seed(3).rules(&rules);
    let error = reset.run(&mut vars).unwrap_err();
    assert_eq!(
        error.to_string(),
        "2 parameters have no initializer: no rule reaches them\n  \
         help: write rules for them, e.g.\n    Rules::new()\n        .at(\"fc.bias\", zeros())\n        \
         .at(\"scale\", ones())\n  \
         note: they are `fc.bias`, `scale`\n\
         note: nothing was written"
    );
    assert!(error.has(ErrorKind::Uncovered));
    assert_eq!(floats(&vars, "fc.weight"), [0.0; 9]);

    let rest = reset.only("fc.weight").run(&mut vars).unwrap();
    assert_eq!(rest.parameter_count(), 1);
    assert_ne!(floats(&vars, "fc.weight"), [0.0; 9]);
}

#[test]
fn a_variable_may_stand_above_others_and_beside_itself() {
    let mut vars = vars(&[("a", &[2]), ("a.b", &[2]), ("tied", &[2])]);
    let tied = vars.data().lock().unwrap()["tied"].clone();
    vars.data().lock().unwrap().insert("z.tied".into(), tied);
    let rules = Rules::new().at("**", ones());
    let plan = Reset::seed(3).rules(&rules).run(&mut vars).unwrap();
    let paths: Vec<_> = plan.entries().iter().map(Entry::path).collect();
    assert_eq!(paths, ["a", "a.b", "tied"]);
    assert_eq!(plan.entries()[2].aliases(), ["z.tied"]);
    assert_eq!(floats(&vars, "a.b"), [1.0; 2]);
}

#[test]
fn a_name_with_an_empty_component_is_refused() -> Result<()> {
    for name in ["", "a..b", "a.", ".a"] {
        let mut vars = VarMap::new();
        let var = Var::from_tensor(&Tensor::zeros(2, DType::F32, &Device::Cpu)?)?;
        vars.data().lock().unwrap().insert(name.into(), var);
        let rules = Rules::new().at("**", zeros());
        let error = Reset::seed(3).rules(&rules).run(&mut vars).unwrap_err();
        assert!(error.has(ErrorKind::Component), "{name:?}: {error}");
    }
    Ok(())
}

/// A `VarMap` in a struct is a module like any other.
#[test]
fn a_map_is_a_module() {
    #[derive(Initialize)]
    #[init(at = "vars.**", ones)]
    struct Model {
        vars: VarMap,
    }
    let mut model = Model {
        vars: vars(&[("fc.weight", &[3, 3])]),
    };
    let plan = Reset::seed(1).run(&mut model).unwrap();
    assert_eq!(plan.entries()[0].path(), "vars.fc.weight");
    assert_eq!(floats(&model.vars, "fc.weight"), [1.0; 9]);
}

/// A guard in the same thread, or one that another holds, is an error and nobody waits.
#[test]
fn a_map_that_is_locked_elsewhere_is_busy() {
    let mut map = vars(&[("fc.weight", &[3, 3])]);
    let before = floats(&map, "fc.weight");
    let rules = Rules::new().at("**", ones());
    let held = map.clone();
    let guard = held.data().lock().unwrap();
    let error = Reset::seed(3).rules(&rules).run(&mut map).unwrap_err();
    assert!(error.has(ErrorKind::Busy));
    let text = error.to_string();
    let expected = "the `VarMap` is locked elsewhere\n  help: let go of it first\n";
    assert!(text.contains(expected), "{text}");
    drop(guard);
    assert_eq!(floats(&map, "fc.weight"), before);
    Reset::seed(3).rules(&rules).run(&mut map).unwrap();
    assert_eq!(floats(&map, "fc.weight"), [1.0; 9]);
}
