//! Presets: their text, their place among other rules, and the values of the frameworks that they
//! are named after.

use std::collections::BTreeMap;

use init_core::initializer::{constant, zeros};
use init_core::model::NamedParameters;
use init_core::parameter::Flat;
use init_core::plan::Entry;
use init_core::rules::Preset;
use init_core::tensor::DType;
use init_core::values::Law;
use init_core::walk::{Component, Declared, OwnShape, Parameters, Visitor, VisitorMut};
use init_core::{ErrorKind, Initialize, Plan, Reset, Rule, Rules};
use serde_json::Value;

use crate::ghost::Ghost;

/// Parameters without memory, by their names.
fn model<'n>(names: impl IntoIterator<Item = (&'n str, Vec<usize>)>) -> NamedParameters<Ghost> {
    let ghosts = names.into_iter();
    ghosts
        .map(|(name, shape)| {
            (
                name,
                Ghost {
                    shape,
                    dtype: DType::F32,
                },
            )
        })
        .collect()
}

fn planned(rules: &Rules<'_>, model: &NamedParameters<Ghost>) -> Plan {
    Reset::seed(0).rules(rules).dry_run(model).unwrap()
}

/// One measured parameter.
struct Measured {
    name: String,
    shape: Vec<usize>,
    low: f64,
    high: f64,
    mean: f64,
    std: f64,
}

/// What a framework gave the parameters of its layers: `tests/python/presets.py`.
fn measured(preset: &str) -> Vec<Measured> {
    let data: Value = serde_json::from_str(include_str!("../data/presets.json")).unwrap();
    let parameters = data[preset]["parameters"].as_array().unwrap();
    let number = |value: &Value| value.as_f64().unwrap();
    let measured = parameters.iter().map(|row| Measured {
        name: row["name"].as_str().unwrap().into(),
        shape: row["shape"]
            .as_array()
            .unwrap()
            .iter()
            .map(|length| number(length) as usize)
            .collect(),
        low: number(&row["min"]),
        high: number(&row["max"]),
        mean: number(&row["mean"]),
        std: number(&row["std"]),
    });
    measured.collect()
}

/// Whether values of `count` samples can be of the law: the mean and the deviation lie within five
/// standard errors, the bounds within what so many samples leave open, and no value is outside.
fn check(entry: &Entry, measured: &Measured) {
    let path = entry.path();
    let (law, count) = (entry.law(), entry.len() as f64);
    let (mean, std) = (law.mean().unwrap(), law.std().unwrap());
    let error = std / count.sqrt();
    assert!(
        (measured.mean - mean).abs() <= 5.0 * error + 1e-9,
        "{path}: mean {} of {law:?}",
        measured.mean
    );
    // The deviation of a deviation is at most that of a normal.
    let relative = 5.0 / (2.0 * count).sqrt();
    assert!(
        (measured.std - std).abs() <= relative * std + 1e-9,
        "{path}: std {} of {law:?}",
        measured.std
    );
    if let Some((low, high)) = law.bounds() {
        let slack = 1e-6 * high.abs() + 1e-12;
        assert!(
            measured.low >= low - slack && measured.high <= high + slack,
            "{path}: {law:?}"
        );
    }
    if let Law::Uniform { low, high } = law {
        // All of n values miss a part p of the interval with probability (1 - p)^n < 1e-6.
        let open = (high - low) * 14.0 / count;
        assert!(
            measured.low <= low + open && measured.high >= high - open,
            "{path}: {law:?}"
        );
    }
}

/// Every parameter that the framework has, against the law that the preset plans for it. Returns how
/// many there were.
fn compare(preset: &str) -> usize {
    let measured = measured(preset);
    let rules = Rules::preset(preset).unwrap();
    let shapes = measured
        .iter()
        .map(|found| (found.name.as_str(), found.shape.clone()));
    let plan = planned(&rules, &model(shapes));
    for found in &measured {
        let entry = plan.get(&found.name).unwrap();
        if (preset, found.name.as_str()) == ("keras", "lstm.bias") {
            // 1 in the forget gate, which no rule of a preset can say.
            assert_eq!((entry.law(), found.mean), (&Law::Constant(0.0), 0.25));
        } else {
            check(entry, found);
        }
    }
    measured.len()
}

#[test]
fn a_preset_gives_what_the_framework_gives() {
    let counts = Preset::all()
        .iter()
        .map(|preset| (preset.name(), compare(preset.name())));
    let counts: BTreeMap<_, _> = counts.collect();
    let expected = [
        ("flax", 55),
        ("gpt2", 76),
        ("keras", 42),
        ("llama", 45),
        ("pytorch", 56),
        ("resnet", 102),
        ("vit", 51),
    ];
    assert_eq!(counts, expected.into());
}

#[test]
fn the_text_of_a_preset_is_a_file_of_the_same_rules() {
    for preset in Preset::all() {
        let measured = measured(preset.name());
        let shapes = || {
            measured
                .iter()
                .map(|found| (found.name.as_str(), found.shape.clone()))
        };
        // As a file of the user's own its rules are not a preset's: some reach nothing.
        let text = preset.to_string();
        let tables = text.split("[[rules]]").skip(1);
        let own = planned(&Rules::preset(preset.name()).unwrap(), &model(shapes()));
        let mut rules = Rules::new();
        for table in tables {
            let one = Rules::from_toml(&format!("[[rules]]{table}")).unwrap();
            let alone = Reset::seed(0).rules(&one).dry_run(&model(shapes()));
            let reaches_nothing = "reaches no parameter";
            if !alone.is_err_and(|error| error.to_string().contains(reaches_nothing)) {
                rules.extend(one);
            }
        }
        let read = planned(&rules, &model(shapes()));
        for (own, read) in own.entries().iter().zip(read.entries()) {
            assert_eq!(
                (own.path(), own.law()),
                (read.path(), read.law()),
                "{}",
                preset.name()
            );
            assert_eq!(own.is_buffer(), read.is_buffer(), "{}", own.path());
        }
    }
}

#[test]
fn a_file_has_a_preset_below_its_rules() {
    let shapes = || [("h.0.c_proj.weight", vec![8, 8]), ("h.0.bias", vec![8])];
    let text = "preset = 'gpt2'\n[[rules]]\nat = '**.bias'\nconstant = 0.5";
    let plan = planned(&Rules::from_toml(text).unwrap(), &model(shapes()));
    let law = |path| *plan.get(path).unwrap().law();
    // 0.02 / √(2 · 1)
    assert_eq!(law("h.0.c_proj.weight").std(), Some(0.02 / 2.0_f64.sqrt()));
    assert_eq!(law("h.0.bias"), Law::Constant(0.5));

    let alone = Rules::from_json(r#"{"preset": "gpt2"}"#).unwrap();
    let plan = planned(&alone, &model(shapes()));
    assert_eq!(plan.get("h.0.bias").unwrap().law(), &Law::Constant(0.0));

    let error = |text| Rules::from_toml(text).unwrap_err().to_string();
    assert_eq!(
        error("preset = 'gtp2'"),
        "<toml>:1:10: unknown preset `gtp2`\n  help: did you mean `gpt2`?"
    );
    assert_eq!(
        error("preset = 2"),
        "<toml>:1:10: `preset` takes a string\n  help: write `preset = \"gpt2\"`"
    );
    assert!(error("pre_set = 'gpt2'").contains("did you mean `preset`?"));
    let twice = Rules::from_json(r#"{"preset": "vit", "preset": "vit"}"#).unwrap_err();
    assert!(twice.to_string().contains("duplicate"), "{twice}");
}

#[test]
fn an_unknown_preset_is_told_of_the_others() {
    let error = Rules::preset("mamba").unwrap_err();
    assert!(error.has(ErrorKind::Rule));
    assert_eq!(
        error.to_string(),
        "unknown preset `mamba`\n  help: write one of `pytorch`, `keras`, `flax`, `gpt2`, `llama`, \
         `vit`, `resnet`"
    );
    let error = Rules::preset("lama").unwrap_err();
    assert!(
        error.to_string().contains("did you mean `llama`?"),
        "{error}"
    );
}

#[test]
fn whoever_decides_wins_over_a_preset() {
    #[derive(Initialize)]
    struct Linear {
        #[init(parameter)]
        weight: [[f32; 4]; 4],
        #[init(constant = 2.0)]
        bias: [f32; 4],
    }
    #[derive(Initialize)]
    #[init(at = "b.weight", constant = 3.0)]
    struct Net {
        a: Linear,
        b: Linear,
    }
    let linear = || Linear {
        weight: [[9.0; 4]; 4],
        bias: [9.0; 4],
    };
    let mut net = Net {
        a: linear(),
        b: linear(),
    };
    // The preset comes last and is the weakest all the same.
    let mut rules = Rules::new().at("a.weight", constant(4.0));
    rules.extend(Rules::preset("pytorch").unwrap());
    let plan = Reset::seed(1).rules(&rules).run(&mut net).unwrap();
    assert_eq!(net.a.weight, [[4.0; 4]; 4]);
    assert_eq!(net.a.bias, [2.0; 4]);
    assert_eq!(net.b.weight, [[3.0; 4]; 4]);
    assert!(plan.warnings().is_empty(), "{:?}", plan.warnings());

    let preset = Rules::preset("pytorch").unwrap();
    let plan = Reset::seed(1).rules(&preset).run(&mut net).unwrap();
    assert_eq!(
        plan.get("a.weight").unwrap().law().bounds(),
        Some((-0.5, 0.5))
    );
    assert_eq!(net.a.bias, [2.0; 4]);
}

#[test]
fn the_default_of_a_library_gives_way() {
    struct Layer([f32; 4]);

    impl Initialize for Layer {
        fn visit_parameters(&self, visitor: &mut dyn Visitor) {
            let zeros = zeros();
            let declared = Declared::new(&zeros).by_default();
            let component = Component::field("weight");
            Parameters::<OwnShape>::visit(&self.0, &component, &declared, visitor);
        }

        fn visit_parameters_mut(&mut self, visitor: &mut dyn VisitorMut) {
            let zeros = zeros();
            let declared = Declared::new(&zeros).by_default();
            let component = Component::field("weight");
            Parameters::<OwnShape>::visit_mut(&mut self.0, &component, &declared, visitor);
        }
    }

    let mut layer = Layer([9.0; 4]);
    Reset::seed(1).run(&mut layer).unwrap();
    assert_eq!(layer.0, [0.0; 4]);
    let preset = Rules::preset("resnet").unwrap();
    Reset::seed(1).rules(&preset).run(&mut layer).unwrap();
    assert_eq!(layer.0, [1.0; 4]);
}

#[test]
fn an_option_alone_does_not_keep_a_preset_away() {
    let rules = Rules::preset("keras")
        .unwrap()
        .rule(Rule::at("fc.weight").split(2));
    let plan = planned(&rules, &model([("fc.weight", vec![64, 32])]));
    // ±√(6 / (32 + 64 / 2))
    let bound = (6.0_f64 / 64.0).sqrt();
    let found = plan.get("fc.weight").unwrap().law().bounds().unwrap();
    assert!((found.1 - bound).abs() < 1e-15, "{found:?}");
}

#[test]
fn what_no_layer_has_stays_open() {
    let rules = Rules::preset("pytorch").unwrap();
    let model = model([("fc.weight", vec![4, 4]), ("mystery", vec![4])]);
    let error = Reset::seed(0).rules(&rules).dry_run(&model).unwrap_err();
    assert!(error.has(ErrorKind::Uncovered));
    assert!(error.to_string().contains("mystery"), "{error}");
}

#[test]
fn a_preset_fills_a_map_of_names() {
    let mut state: BTreeMap<&str, (Vec<usize>, Vec<f32>)> = BTreeMap::from([
        ("bn.bias", (vec![6], vec![9.0; 6])),
        ("bn.running_var", (vec![6], vec![9.0; 6])),
        ("bn.weight", (vec![6], vec![9.0; 6])),
        ("fc.bias", (vec![6], vec![9.0; 6])),
        ("fc.weight", (vec![6, 100], vec![9.0; 600])),
    ]);
    let entries = state.iter_mut();
    let mut model: NamedParameters<_> = entries
        .map(|(name, (shape, values))| (name, Flat::new(values.as_mut_slice(), shape.as_slice())))
        .collect();
    let rules = Rules::preset("pytorch").unwrap();
    let plan = Reset::seed(3).rules(&rules).run(&mut model).unwrap();
    assert_eq!((plan.parameter_count(), plan.buffer_count()), (4, 1));
    assert_eq!(state["bn.weight"].1, [1.0; 6]);
    assert_eq!(state["bn.bias"].1, [0.0; 6]);
    assert!(
        state["fc.bias"]
            .1
            .iter()
            .all(|bias| bias.abs() <= 0.1 && *bias != 0.0)
    );

    // A part of it has the bits of the whole.
    let whole = state["fc.bias"].1.clone();
    state.get_mut("fc.bias").unwrap().1.fill(9.0);
    let entries = state.iter_mut();
    let mut model: NamedParameters<_> = entries
        .map(|(name, (shape, values))| (name, Flat::new(values.as_mut_slice(), shape.as_slice())))
        .collect();
    Reset::seed(3)
        .rules(&rules)
        .only("fc.bias")
        .run(&mut model)
        .unwrap();
    assert_eq!(state["fc.bias"].1, whole);
}
