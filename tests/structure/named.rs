//! Maps of names with dots as models.

use std::collections::BTreeMap;

use init_core::initializer::{
    constant, kaiming_normal, normal, ones, orthogonal, xavier_uniform, zeros,
};
use init_core::model::NamedParameters;
use init_core::parameter::Flat;
use init_core::plan::Entry;
use init_core::walk::{Component, Declared, OwnShape, Parameters, Visitor, VisitorMut};
use init_core::{ErrorKind, FanMode, Initialize, Plan, Reset, Rule, Rules};
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

/// Rules, and their text without white space.
macro_rules! rules {
    ($($rules:tt)*) => {
        ($($rules)*, without_space(stringify!($($rules)*)))
    };
}

fn without_space(text: &str) -> String {
    text.split_whitespace().collect()
}

/// The help is pasted here, and covers the model.
#[test]
fn the_help_of_one_problem_covers_all_parameters() {
    let mut entries = vec![
        ("wte.weight".to_owned(), vec![11, 6]),
        ("patch_embed.proj.weight".to_owned(), vec![6, 3, 2, 2]),
        ("cls_token".to_owned(), vec![1, 1, 6]),
        ("logit_scale".to_owned(), vec![]),
    ];
    for block in 0..12 {
        entries.push((format!("h.{block}.proj.weight"), vec![6, 6]));
        entries.push((format!("h.{block}.proj.bias"), vec![6]));
        entries.push((format!("h.{block}.ln.weight"), vec![6]));
        entries.push((format!("h.{block}.ln.bias"), vec![6]));
    }
    let entries: Vec<_> = (entries.iter())
        .map(|(name, shape)| (&**name, &**shape))
        .collect();
    let mut state = state(&entries);
    let error = Reset::seed(1).run(&mut named(&mut state)).unwrap_err();
    let [problem] = error.problems() else {
        panic!("{error}");
    };
    assert_eq!(
        error.to_string(),
        "52 parameters have no initializer: no rule reaches them\n  \
         help: write rules for them, e.g.\n    \
         Rules::new()\n        \
         .at(\"cls_token\", normal().std(0.02))\n        \
         .at(\"**.bias\", zeros())\n        \
         .at(\"**.weight\", kaiming_normal())\n        \
         .rule(Rule::at(\"**.weight\").rank(1).initializer(ones()))\n        \
         .at(\"wte.weight\", normal().std(0.02))\n        \
         .at(\"logit_scale\", zeros())\n  \
         note: they are `cls_token`, `h.*.ln.bias` (12), `h.*.ln.weight` (12), `h.*.proj.bias` (12), \
         `h.*.proj.weight` (12), `logit_scale`, `patch_embed.proj.weight`, `wte.weight`\n\
         note: nothing was written"
    );
    assert!(problem.path().is_none());
    let (rules, text) = rules! {
        Rules::new()
            .at("cls_token", normal().std(0.02))
            .at("**.bias", zeros())
            .at("**.weight", kaiming_normal())
            .rule(Rule::at("**.weight").rank(1).initializer(ones()))
            .at("wte.weight", normal().std(0.02))
            .at("logit_scale", zeros())
    };
    let help = without_space(problem.help_text().unwrap());
    assert!(help.ends_with(&text), "{help}");
    let plan = Reset::seed(1).rules(&rules).run(&mut named(&mut state));
    assert_eq!(plan.unwrap().parameter_count(), 52);
    assert_eq!(state["h.3.ln.weight"].1, [1.0; 6]);
}

/// What other rules have decided stays: the help names what is open alone.
#[test]
fn the_help_reaches_nothing_beside_the_open_parameters() {
    let mut state = state(&[
        ("net.0.weight", &[4, 3]),
        ("net.1.weight", &[4]),
        ("net.2.weight", &[4, 4]),
        ("head.weight", &[2, 4]),
        ("head.bias", &[2]),
    ]);
    let given = |rules: Rules<'static>| rules.at("head.weight", normal().std(0.5));
    let rules = given(Rules::new());
    let reset = Reset::seed(1).rules(&rules);
    let error = reset.run(&mut named(&mut state)).unwrap_err();
    let (rules, text) = rules! {
        Rules::new()
            .at("head.bias", zeros())
            .rule(Rule::at("net.*.weight").rank(2).initializer(kaiming_normal()))
            .rule(Rule::at("net.1.weight").rank(1).initializer(ones()))
    };
    let help = without_space(error.problems()[0].help_text().unwrap());
    assert!(help.ends_with(&text), "{help}");
    let rules = given(rules);
    let plan = Reset::seed(1)
        .rules(&rules)
        .run(&mut named(&mut state))
        .unwrap();
    assert_eq!(plan.get("head.weight").unwrap().law().std(), Some(0.5));

    // One that is left has a problem of its own, at its path.
    let rules = Rules::new().at("**.weight", ones());
    let reset = Reset::seed(1).rules(&rules);
    let error = reset.run(&mut named(&mut state)).unwrap_err();
    assert_eq!(
        error.to_string(),
        "`head.bias`: it has no initializer: no rule reaches it\n  \
         help: write a rule for it, e.g. `.at(\"head.bias\", zeros())`\n\
         note: nothing was written"
    );
}

/// The names of candle's and PyTorch's recurrent layers, which Keras initializes so.
#[test]
fn the_help_knows_recurrent_layers_and_slopes() {
    let mut state = state(&[
        ("lstm.weight_ih_l0", &[16, 3]),
        ("lstm.weight_hh_l0", &[16, 4]),
        ("lstm.bias_ih_l0", &[16]),
        ("lstm.weight_hh_l0_reverse", &[16, 4]),
        ("prelu.weight", &[4]),
        ("norm.weight", &[4]),
    ]);
    let error = Reset::seed(1).run(&mut named(&mut state)).unwrap_err();
    let (rules, text) = rules! {
        Rules::new()
            .at("lstm.bias_ih_l0", zeros())
            .at("lstm.weight_hh_l0", orthogonal())
            .at("lstm.weight_hh_l0_reverse", orthogonal())
            .at("lstm.weight_ih_l0", xavier_uniform())
            .at("**.weight", ones())
            .at("prelu.weight", constant(0.25))
    };
    let help = without_space(error.problems()[0].help_text().unwrap());
    assert!(help.ends_with(&text), "{help}");
    let plan = Reset::seed(1).rules(&rules).run(&mut named(&mut state));
    assert!(plan.unwrap().warnings().is_empty());
    assert_eq!(state["prelu.weight"].1, [0.25; 4]);
}

/// A kernel of one channel, of which nobody knows the groups, and its fan out.
#[test]
fn a_depthwise_kernel_is_a_warning_where_its_fan_out_counts() {
    let mut kernels = state(&[
        ("stages.0.conv_dw.weight", &[40, 1, 7, 7]),
        ("stages.1.conv_dw.weight", &[40, 1, 7, 7]),
        ("stages.2.conv_dw.weight", &[80, 1, 7, 7]),
        ("stages.2.conv.weight", &[80, 3, 7, 7]),
        ("one.weight", &[1, 1, 7, 7]),
        ("fc.weight", &[40, 1]),
    ]);
    let model = named(&mut kernels);
    let plan = |rules: Rules<'_>| Reset::seed(1).rules(&rules).dry_run(&model).unwrap();
    let out = plan(Rules::new().at("**", kaiming_normal().mode(FanMode::FanOut)));
    let warnings: Vec<_> = out.warnings().iter().map(ToString::to_string).collect();
    let warning = |path: &str, groups: usize| {
        format!(
            "`{path}`: it looks like a depthwise convolution, whose groups nothing tells, and its \
             fan out counts all {groups} channels\n  \
             help: write `groups = {groups}` in its rule, or `groups = 1` if every channel feeds \
             every other"
        )
    };
    assert_eq!(
        warnings,
        [
            format!(
                "{}\n  note: the same for `stages.1.conv_dw.weight`",
                warning("stages.0.conv_dw.weight", 40)
            ),
            warning("stages.2.conv_dw.weight", 80),
        ]
    );
    // The fan in is right as the shape has it.
    let fan_in = plan(Rules::new().at("**", kaiming_normal()));
    assert!(fan_in.warnings().is_empty(), "{fan_in}");
}

/// A kernel with the declared facts of a library that walks by names.
struct Kernel {
    weight: [[[f32; 3]; 1]; 8],
    declared: fn() -> Declared<'static>,
}

impl Initialize for Kernel {
    fn visit_parameters(&self, visitor: &mut dyn Visitor) {
        let weight = Component::field("weight");
        Parameters::<OwnShape>::visit(&self.weight, &weight, &(self.declared)(), visitor);
    }

    fn visit_parameters_mut(&mut self, visitor: &mut dyn VisitorMut) {
        let weight = Component::field("weight");
        Parameters::<OwnShape>::visit_mut(&mut self.weight, &weight, &(self.declared)(), visitor);
    }
}

/// Groups that are declared are no guess, and those of a transposed convolution divide the fan in.
#[test]
fn a_library_that_knows_the_groups_is_believed() {
    let warned = |declared, mode| {
        let weight = [[[0.0; 3]; 1]; 8];
        let rules = Rules::new().at("weight", kaiming_normal().mode(mode));
        let reset = Reset::seed(1).rules(&rules);
        let plan = reset.dry_run(&Kernel { weight, declared }).unwrap();
        plan.warnings().len() == 1
    };
    assert!(warned(|| Declared::parameter().by_name(), FanMode::FanOut));
    assert!(!warned(Declared::parameter, FanMode::FanOut));
    assert!(!warned(
        || Declared::parameter().by_name().groups(8),
        FanMode::FanOut
    ));
    assert!(!warned(
        || Declared::parameter().by_name().groups(1),
        FanMode::FanOut
    ));
    assert!(warned(
        || Declared::parameter().by_name().layout("iol"),
        FanMode::FanIn
    ));
    assert!(!warned(
        || Declared::parameter().by_name().layout("iol"),
        FanMode::FanOut
    ));
}
