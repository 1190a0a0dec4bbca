//! The variables that a builder records, with the hints of candle's layers.

use candle_core::{DType, Device, Result, Shape, Tensor};
use candle_nn::init::{
    DEFAULT_KAIMING_NORMAL, DEFAULT_KAIMING_UNIFORM, FanInOut, NonLinearity, NormalOrUniform,
};
use candle_nn::{Init, Linear, VarBuilder, VarMap};
use init_core::initializer::{orthogonal, zeros};
use init_core::libraries::candle_0_11::Variables;
use init_core::report::Report;
use init_core::values::Law;
use init_core::{ErrorKind, Initialize, Reset, Rules};

fn builder(variables: &Variables) -> VarBuilder<'static> {
    variables.builder(DType::F32, &Device::Cpu)
}

fn floats(variables: &Variables, name: &str) -> Vec<f32> {
    let map = variables.var_map();
    let vars = map.data().lock().unwrap();
    vars[name].flatten_all().unwrap().to_vec1().unwrap()
}

/// A linear layer and a norm.
fn two_layers(vb: &VarBuilder<'_>) -> Result<()> {
    candle_nn::linear(300, 200, vb.pp("fc"))?;
    candle_nn::layer_norm(200, 1e-5, vb.pp("norm"))?;
    Ok(())
}

/// The law that candle's `Init` draws from: its own fans and gains, in the steps of its source.
fn law(hint: Init, shape: &Shape) -> Law {
    match hint {
        Init::Const(value) => Law::Constant(value),
        Init::Randn { mean, stdev } => Law::Normal { mean, std: stdev },
        Init::Uniform { lo, up } => Law::Uniform { low: lo, high: up },
        Init::Kaiming {
            dist,
            fan,
            non_linearity,
        } => {
            let std = non_linearity.gain() / (fan.for_shape(shape) as f64).sqrt();
            let bound = 3_f64.sqrt() * std;
            match dist {
                NormalOrUniform::Normal => Law::Normal { mean: 0.0, std },
                NormalOrUniform::Uniform => Law::Uniform {
                    low: -bound,
                    high: bound,
                },
            }
        }
    }
}

/// To the last bit, for shapes of any rank.
#[test]
fn a_hint_is_the_law_of_candle() -> Result<()> {
    let gains = [
        NonLinearity::ReLU,
        NonLinearity::Linear,
        NonLinearity::Sigmoid,
        NonLinearity::Tanh,
        NonLinearity::SELU,
        NonLinearity::ExplicitGain(0.7),
    ];
    let mut hints = vec![
        Init::Const(0.3),
        Init::Randn {
            mean: 0.5,
            stdev: 0.25,
        },
        Init::Uniform { lo: -0.1, up: 0.4 },
        DEFAULT_KAIMING_NORMAL,
        DEFAULT_KAIMING_UNIFORM,
    ];
    for non_linearity in gains {
        for fan in [FanInOut::FanIn, FanInOut::FanOut] {
            for dist in [NormalOrUniform::Normal, NormalOrUniform::Uniform] {
                hints.push(Init::Kaiming {
                    dist,
                    fan,
                    non_linearity,
                });
            }
        }
    }
    for shape in [&[7][..], &[6, 5], &[6, 5, 3], &[8, 1, 3, 3]] {
        let variables = Variables::new();
        for (place, &hint) in hints.iter().enumerate() {
            builder(&variables).get_with_hints(shape, &format!("v{place}"), hint)?;
        }
        let plan = variables.plan().unwrap();
        for (place, &hint) in hints.iter().enumerate() {
            let entry = plan.get(&format!("v{place}")).unwrap();
            assert_eq!(*entry.law(), law(hint, &shape.into()), "{hint:?} {shape:?}");
            assert_eq!(entry.chosen_by().to_string(), "candle's hint");
        }
    }
    Ok(())
}

#[test]
fn a_hint_is_described_in_the_words_of_an_attribute() -> Result<()> {
    let variables = Variables::new();
    let vb = builder(&variables);
    two_layers(&vb)?;
    let hint = Init::Kaiming {
        dist: NormalOrUniform::Uniform,
        fan: FanInOut::FanOut,
        non_linearity: NonLinearity::Tanh,
    };
    vb.get_with_hints((4, 3), "tanh", hint)?;
    let plan = variables.plan().unwrap();
    let said = |path: &str| plan.get(path).unwrap().initializer();
    assert_eq!(said("fc.weight"), "kaiming_normal");
    assert_eq!(said("norm.weight"), "ones");
    assert_eq!(
        said("tanh"),
        "kaiming_uniform, mode = \"fan_out\", nonlinearity = \"tanh\""
    );
    assert!(plan.to_string().contains("kaiming_normal (candle's hint)"));
    Ok(())
}

/// What a user chooses is no warning, and the plan tells what it replaced.
#[test]
fn a_rule_overrules_a_hint() -> Result<()> {
    let mut variables = Variables::new();
    two_layers(&builder(&variables))?;
    let rules = Rules::new().at("fc.weight", orthogonal());
    let plan = Reset::seed(1).rules(&rules).run(&mut variables).unwrap();
    assert!(plan.warnings().is_empty(), "{plan}");
    let entry = plan.get("fc.weight").unwrap();
    assert_eq!(entry.initializer(), "orthogonal");
    let text = entry.to_string();
    let expected = "\n  instead of `kaiming_normal`: candle's hint";
    assert!(text.contains(expected), "{text}");
    // Its rows are orthonormal.
    let rows = floats(&variables, "fc.weight");
    let square: f32 = rows[..300].iter().map(|value| value * value).sum();
    assert!((square - 1.0).abs() < 1e-4, "{square}");
    Ok(())
}

/// PyTorch's law for a linear layer is uniform, candle's hint for its weight is normal.
#[test]
fn a_preset_overrules_the_hints() -> Result<()> {
    let mut variables = Variables::new();
    two_layers(&builder(&variables))?;
    let rules = Rules::preset("pytorch").unwrap();
    let plan = Reset::seed(1).rules(&rules).run(&mut variables).unwrap();
    assert!(plan.warnings().is_empty(), "{plan}");
    let chosen = |path: &str| plan.get(path).unwrap().chosen_by().to_string();
    let by = |rule: &str| format!("rule `{rule}` of `preset pytorch`");
    assert_eq!(chosen("fc.weight"), by("at = \"**.weight\""));
    assert_eq!(chosen("fc.bias"), by("at = \"**.bias\""));
    assert_eq!(chosen("norm.weight"), by("at = \"**.weight\", rank = 1"));
    let text = plan.get("fc.weight").unwrap().to_string();
    let expected = "\n  instead of `kaiming_normal`: candle's hint";
    assert!(text.contains(expected), "{text}");

    let bound = 1.0 / 300_f32.sqrt();
    for name in ["fc.weight", "fc.bias"] {
        let values = floats(&variables, name);
        let largest = values.iter().fold(0.0, |most: f32, v| most.max(v.abs()));
        // All values are so far from the bounds once in a million networks.
        let open = bound * 14.0 / values.len() as f32;
        assert!(
            (bound - open..=bound).contains(&largest),
            "{name}: {largest}"
        );
    }
    assert_eq!(floats(&variables, "norm.weight"), [1.0; 200]);
    assert_eq!(floats(&variables, "norm.bias"), [0.0; 200]);
    Ok(())
}

/// The same names as from a `VarMap`, and the values of a struct of the same paths.
#[test]
fn variables_have_the_names_of_a_map_and_the_values_of_a_struct() -> Result<()> {
    #[derive(Initialize)]
    struct Net {
        fc: Plain,
    }
    #[derive(Initialize)]
    struct Plain {
        #[init(kaiming_normal, shape = (200, 300))]
        weight: Vec<f32>,
        #[init(uniform, low = -1.0 / 300_f64.sqrt(), high = 1.0 / 300_f64.sqrt(), shape = 200)]
        bias: Vec<f32>,
    }

    let mut variables = Variables::new();
    two_layers(&builder(&variables))?;
    let map = VarMap::new();
    two_layers(&VarBuilder::from_varmap(&map, DType::F32, &Device::Cpu))?;
    let names = |map: &VarMap| {
        let mut names: Vec<_> = map.data().lock().unwrap().keys().cloned().collect();
        names.sort();
        names
    };
    assert_eq!(names(&variables.var_map()), names(&map));

    let mut net = Net {
        fc: Plain {
            weight: vec![0.0; 60_000],
            bias: vec![0.0; 200],
        },
    };
    Reset::seed(7).run(&mut net).unwrap();
    let plan = Reset::seed(7).run(&mut variables).unwrap();
    assert_eq!(floats(&variables, "fc.weight"), net.fc.weight);
    assert_eq!(floats(&variables, "fc.bias"), net.fc.bias);
    let report = Report::measure(&plan, &variables).unwrap();
    assert_eq!(report.value_count(), 60_600);
    assert_eq!(report.get("norm.weight").unwrap().mean(), 1.0);
    Ok(())
}

/// A tensor for which a layer gives no hint: zeros, named as such, and a warning where it multiplies.
#[test]
fn a_tensor_without_a_hint_is_zeros_and_is_named() -> Result<()> {
    let variables = Variables::new();
    let vb = builder(&variables);
    for block in 0..3 {
        vb.pp("blocks").pp(block).pp("ls").get(8, "gamma")?;
    }
    vb.get(8, "post_norm.weight")?;
    vb.get((1, 1, 8), "cls_token")?;
    vb.get((1, 9, 8), "pos_embed")?;
    vb.get(8, "bias")?;
    let plan = variables.plan().unwrap();
    assert!(plan.entries().iter().all(|entry| {
        *entry.law() == Law::Constant(0.0) && entry.chosen_by().to_string() == "candle's default"
    }));
    let warnings: Vec<_> = plan.warnings().iter().map(ToString::to_string).collect();
    assert_eq!(
        warnings,
        [
            "4 parameters are 0 by candle's default, and what is multiplied by 0 passes nothing on\n  \
             help: write rules for them, e.g. `ones()` for the factors of a normalization or a \
             residual branch\n  \
             note: they are `blocks.*.ls.gamma` (3), `post_norm.weight`"
        ]
    );
    // A user who chose them knows.
    let rules = Rules::new()
        .at("**.gamma", zeros())
        .at("**.weight", zeros());
    let plan = Reset::seed(1).rules(&rules).dry_run(&variables).unwrap();
    assert!(plan.warnings().is_empty(), "{plan}");
    Ok(())
}

/// candle's own files, by the same names.
#[test]
fn variables_are_saved_and_loaded_by_candle() -> Result<()> {
    let folder = std::env::temp_dir().join(format!("variables-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let file = folder.join("model.safetensors");
    let [mut first, second] = [Variables::new(), Variables::new()];
    two_layers(&builder(&first))?;
    two_layers(&builder(&second))?;
    Reset::seed(5).run(&mut first).unwrap();
    first.var_map().save(&file)?;
    second.var_map().load(&file)?;
    std::fs::remove_dir_all(&folder).unwrap();
    assert_ne!(floats(&first, "fc.weight"), vec![0.0; 60_000]);
    assert_eq!(floats(&first, "fc.weight"), floats(&second, "fc.weight"));
    assert_eq!(floats(&second, "norm.weight"), [1.0; 200]);
    Ok(())
}

/// The optimizer's variables are the model's.
#[test]
fn the_map_has_the_variables_of_the_model() -> Result<()> {
    let mut variables = Variables::new();
    let layer: Linear = candle_nn::linear(30, 20, builder(&variables).pp("fc"))?;
    assert_eq!(layer.weight().to_vec2::<f32>()?, [[0.0; 30]; 20]);
    variables.reset_parameters(&mut init_core::hidden::doc::rng());
    let vars = variables.var_map().all_vars();
    assert_eq!(vars.len(), 2);
    for var in vars {
        var.set(&Tensor::ones(var.shape(), DType::F32, &Device::Cpu)?)?;
    }
    assert_eq!(layer.weight().to_vec2::<f32>()?, [[1.0; 30]; 20]);
    Ok(())
}

/// What was asked for once is there, under the shape and the hint of that time.
#[test]
fn a_tensor_is_made_once() -> Result<()> {
    let variables = Variables::new();
    let vb = builder(&variables).pp("tied");
    assert!(!vb.contains_tensor("weight"));
    let hint = Init::Const(2.0);
    let first = vb.get_with_hints((4, 3), "weight", hint)?;
    assert!(vb.contains_tensor("weight"));
    let again = vb.get((4, 3), "weight")?;
    assert_eq!(first.id(), again.id());
    let shape = vb.get((3, 4), "weight").unwrap_err().to_string();
    assert!(shape.contains("shape mismatch on tied.weight"), "{shape}");
    let unknown = vb.get_unchecked("other").unwrap_err().to_string();
    assert!(
        unknown.contains("`get_unchecked` of tied.other"),
        "{unknown}"
    );
    let plan = variables.plan().unwrap();
    assert_eq!(*plan.get("tied.weight").unwrap().law(), Law::Constant(2.0));
    Ok(())
}

#[test]
fn variables_that_are_locked_elsewhere_are_busy() -> Result<()> {
    let mut variables = Variables::new();
    two_layers(&builder(&variables))?;
    let map = variables.var_map();
    let guard = map.data().lock().unwrap();
    let error = Reset::seed(1).run(&mut variables.clone()).unwrap_err();
    assert!(error.has(ErrorKind::Busy), "{error}");
    drop(guard);
    Reset::seed(1).run(&mut variables).unwrap();
    Ok(())
}
