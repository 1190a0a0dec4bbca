//! Maps of names with dots as models.

use std::collections::BTreeMap;

use init_core::initializer::{constant, kaiming_normal, ones, zeros};
use init_core::model::NamedParameters;
use init_core::parameter::Flat;
use init_core::plan::Entry;
use init_core::{ErrorKind, Initialize, Plan, Reset, Rule, Rules};
use ndarray::{ArrayD, ArrayViewMutD, IxDyn};

/// Vectors with shapes under names.
type State = BTreeMap<String, (Vec<usize>, Vec<f32>)>;

fn state(shapes: &[(&str, &[usize])]) -> State {
    let entry = |&(name, shape): &(&str, &[usize])| {
        let values = vec![7.0; shape.iter().product()];
        (name.into(), (shape.to_vec(), values))
    };
    shapes.iter().map(entry).collect()
}

fn named(state: &mut State) -> NamedParameters<Flat<&mut [f32]>> {
    let named = state.iter_mut();
    named
        .map(|(name, (shape, values))| (name, Flat::new(values.as_mut_slice(), shape.as_slice())))
        .collect()
}

#[derive(Initialize)]
struct Net {
    layers: Vec<Layer>,
}

#[derive(Initialize)]
struct Layer {
    #[init(kaiming_normal)]
    weight: [[f32; 5]; 6],
}

/// Views of arrays have the values of fields of the same paths, and a list is counted by number.
#[test]
fn named_views_have_the_values_of_a_struct() {
    let layer = || Layer {
        weight: [[0.0; 5]; 6],
    };
    let mut net = Net {
        layers: (0..11).map(|_| layer()).collect(),
    };
    Reset::seed(9).run(&mut net).unwrap();

    let array = || ArrayD::<f32>::zeros(IxDyn(&[6, 5]));
    let mut arrays: BTreeMap<String, ArrayD<f32>> = (0..11)
        .map(|layer| (format!("layers.{layer}.weight"), array()))
        .collect();
    arrays.insert("scale".into(), ArrayD::zeros(IxDyn(&[])));
    let views = arrays.iter_mut().map(|(name, a)| (name, a.view_mut()));
    let mut model: NamedParameters<ArrayViewMutD<'_, f32>> = views.collect();
    let rules = Rules::new()
        .at("layers.*.weight", kaiming_normal())
        .rule(Rule::at("scale").initializer(ones()))
        .rule(Rule::at("layers.10.weight").choose(|found| {
            let layer = found.layer();
            constant((layer.index * 100 + layer.count) as f64)
        }));
    let plan = Reset::seed(9).rules(&rules).run(&mut model).unwrap();
    let order: Vec<_> = plan.entries().iter().map(Entry::path).collect();
    // By number, and not as text.
    assert_eq!(order[2], "layers.2.weight");
    for (layer, expected) in net.layers.iter().enumerate().take(10) {
        let found = &arrays[&format!("layers.{layer}.weight")];
        let found: Vec<f32> = found.iter().copied().collect();
        assert_eq!(found, expected.weight.as_flattened());
    }
    assert!(
        arrays["layers.10.weight"]
            .iter()
            .all(|&value| value == 1011.0)
    );
    assert!(arrays["scale"].iter().all(|&value| value == 1.0));
}

#[test]
fn one_name_twice_is_refused() {
    let mut values = [[0.0_f32; 2]; 2];
    let [first, second] = &mut values;
    let model: NamedParameters<_> = [("a.b", first), ("a.b", second)].into_iter().collect();
    let rules = Rules::new().at("**", zeros());
    let error = Reset::seed(1).rules(&rules).dry_run(&model).unwrap_err();
    assert!(error.has(ErrorKind::DuplicatePath), "{error}");
}

#[test]
fn an_empty_component_is_refused() {
    for name in ["", "a..b", "a.", ".a"] {
        let mut state = state(&[(name, &[2])]);
        let rules = Rules::new().at("**", zeros());
        let reset = Reset::seed(1).rules(&rules);
        let error = reset.run(&mut named(&mut state)).unwrap_err();
        assert!(error.has(ErrorKind::Component), "{name:?}: {error}");
        assert_eq!(state[name].1, [7.0; 2]);
    }
}

/// A mean and a variance side by side are those of a batch norm; one of them alone is nothing known.
#[test]
fn running_statistics_are_buffers() {
    let mut norms = state(&[
        ("bn.weight", &[3]),
        ("bn.bias", &[3]),
        ("bn.running_mean", &[3]),
        ("bn.running_var", &[3]),
        ("bn.num_batches_tracked", &[]),
    ]);
    let rules = Rules::new().at("**.weight", ones()).at("**.bias", zeros());
    let reset = Reset::seed(1).rules(&rules);
    let plan = reset.run(&mut named(&mut norms)).unwrap();
    assert_eq!((plan.parameter_count(), plan.buffer_count()), (2, 3));
    assert_eq!(norms["bn.running_mean"].1, [0.0; 3]);
    assert_eq!(norms["bn.running_var"].1, [1.0; 3]);
    assert_eq!(norms["bn.num_batches_tracked"].1, [0.0]);
    let text = plan.get("bn.running_var").unwrap().to_string();
    assert!(text.contains("by default: running statistics"), "{text}");
    let table = plan.to_string();
    assert!(table.contains("ones (running statistics)"), "{table}");
    let json = plan.to_json().unwrap();
    let source = r#""chosen_by":{"default":{"initializer":"ones","origin":"running statistics"}}"#;
    assert!(json.contains(source), "{json}");
    assert_eq!(Plan::from_json(&json).unwrap(), plan);

    let rules = Rules::new().at("bn.running_*", constant(0.5));
    let reset = Reset::seed(1).rules(&rules).only("bn.running_*");
    reset.run(&mut named(&mut norms)).unwrap();
    assert_eq!(norms["bn.running_mean"].1, [0.5; 3]);

    let mut lone = state(&[("ema.running_mean", &[3])]);
    let error = Reset::seed(1).run(&mut named(&mut lone)).unwrap_err();
    assert!(error.has(ErrorKind::Uncovered), "{error}");
}
