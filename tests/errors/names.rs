//! Cases 46 and 50: paths and streams that collide, components that a path cannot hold, seeds
//! and names at the edges.

use std::collections::BTreeMap;

use init_core::initializer::normal;
use init_core::walk::{Component, Declared, OwnShape, Parameters, Visitor, VisitorMut};
use init_core::{Initialize, Reset};

use crate::{UNTOUCHED, Watched};

const FREE: [f32; 3] = [UNTOUCHED; 3];

/// Two parameters under given components.
struct Two {
    components: [Component<'static>; 2],
    tensors: [[f32; 3]; 2],
}

impl Two {
    fn new(first: Component<'static>, second: Component<'static>) -> Self {
        Self {
            components: [first, second],
            tensors: [FREE; 2],
        }
    }

    #[track_caller]
    fn refused(mut self) -> String {
        let error = Watched::new().refused(&mut self);
        assert_eq!(self.tensors, [FREE; 2]);
        let text = error.to_string();
        text.strip_suffix("\nnote: nothing was written")
            .unwrap()
            .into()
    }
}

impl Initialize for Two {
    fn visit_parameters(&self, visitor: &mut dyn Visitor) {
        let law = normal();
        let declared = Declared::new(&law);
        for (component, tensor) in self.components.iter().zip(&self.tensors) {
            Parameters::<OwnShape>::visit(tensor, component, &declared, visitor);
        }
    }

    fn visit_parameters_mut(&mut self, visitor: &mut dyn VisitorMut) {
        let law = normal();
        let declared = Declared::new(&law);
        for (component, tensor) in self.components.iter().zip(&mut self.tensors) {
            Parameters::<OwnShape>::visit_mut(tensor, component, &declared, visitor);
        }
    }
}

/// Case 46.
#[test]
fn two_parameters_with_one_path_are_refused() {
    assert_eq!(
        Two::new(Component::field("w"), Component::field("w")).refused(),
        "`w`: two parameters have this path\n  \
         help: tell them apart with `name = \"…\"` on one of the fields"
    );
    // Another stream does not make another path.
    assert_eq!(
        Two::new(Component::field("w"), Component::field("w").stream("v")).refused(),
        "`w`: two parameters have this path\n  \
         help: tell them apart with `name = \"…\"` on one of the fields"
    );
}

/// Case 46.
#[test]
fn two_parameters_with_one_stream_are_refused() {
    let expected = "`v`: it has the stream of `w`, so both would get the same values\n  \
                    help: give one of them another `stream = \"…\"`; for values that are equal on purpose write \
                    `same_as = \"…\"`, with the path of the other, in place of `stream`";
    let (first, second) = (Component::field("w"), Component::field("v").stream("w"));
    assert_eq!(Two::new(first, second).refused(), expected);
    let (first, second) = (
        Component::field("w").stream("u"),
        Component::field("v").stream("u"),
    );
    assert_eq!(Two::new(first, second).refused(), expected);
}

#[derive(Initialize)]
struct Leaf {
    #[init(normal)]
    weight: [f32; 3],
}

#[derive(Initialize)]
struct Transparent {
    #[init(name = "")]
    first: Leaf,
    #[init(name = "")]
    second: Leaf,
}

/// Case 46: two transparent fields of one type meet.
#[test]
fn transparent_fields_that_meet_are_refused() {
    let mut model = Transparent {
        first: Leaf { weight: FREE },
        second: Leaf { weight: FREE },
    };
    let error = Watched::new().refused(&mut model);
    assert_eq!(
        error.to_string(),
        "`weight`: two parameters have this path\n  \
         help: tell them apart with `name = \"…\"` on one of the fields\n\
         note: nothing was written"
    );
    assert_eq!(model.first.weight, FREE);
}

#[derive(Initialize)]
struct Maps {
    #[init(normal)]
    tensors: BTreeMap<String, [f32; 3]>,
    modules: BTreeMap<String, Leaf>,
}

fn maps(tensors: &[&str], modules: &[&str]) -> Maps {
    Maps {
        tensors: tensors.iter().map(|&key| (key.into(), FREE)).collect(),
        modules: modules
            .iter()
            .map(|&key| (key.into(), Leaf { weight: FREE }))
            .collect(),
    }
}

#[track_caller]
fn refused(mut maps: Maps) -> String {
    let error = Watched::new().refused(&mut maps);
    assert!(maps.tensors.values().all(|tensor| *tensor == FREE));
    assert!(maps.modules.values().all(|leaf| leaf.weight == FREE));
    let text = error.to_string();
    text.strip_suffix("\nnote: nothing was written")
        .unwrap()
        .into()
}

#[test]
fn an_empty_key_of_a_map_is_refused() {
    let what = "a map's key is empty, so its entry has no path\n  \
                help: give the entry a key with at least one character";
    assert_eq!(refused(maps(&["", "a"], &[])), format!("`tensors`: {what}"));
    assert_eq!(refused(maps(&[], &["", "a"])), format!("`modules`: {what}"));
}

#[test]
fn a_key_with_a_dot_is_refused() {
    let help = "help: components are joined by dots: use another character";
    let or_paths = ", or collect a map of paths into `init_core::model::NamedParameters`";
    assert_eq!(
        refused(maps(&["a.b"], &[])),
        format!("`tensors.a.b`: the path component `a.b` holds a dot\n  {help}{or_paths}")
    );
    assert_eq!(
        refused(maps(&[], &["."])),
        format!("`modules..`: the path component `.` holds a dot\n  {help}{or_paths}")
    );
    assert_eq!(
        Two::new(Component::field("a.b"), Component::field("c")).refused(),
        format!("`a.b`: the path component `a.b` holds a dot\n  {help}")
    );
    assert_eq!(
        Two::new(Component::field("a").stream("x.y"), Component::field("c")).refused(),
        format!("`a`: the path component `x.y` holds a dot\n  {help}")
    );
}

/// Keys that differ but are displayed alike.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Case(&'static str);

impl std::fmt::Display for Case {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0.to_lowercase())
    }
}

/// Case 46: known only at run time.
#[test]
fn keys_that_are_displayed_alike_are_refused() {
    let mut map = BTreeMap::from([
        (Case("A"), Leaf { weight: FREE }),
        (Case("a"), Leaf { weight: FREE }),
    ]);
    let error = Watched::new().refused(&mut map);
    assert_eq!(
        error.to_string(),
        "`a.weight`: two parameters have this path\n  \
         help: tell them apart with `name = \"…\"` on one of the fields\n\
         note: nothing was written"
    );
    assert!(map.values().all(|leaf| leaf.weight == FREE));
}

/// Case 50: names are bytes, taken as they are.
#[test]
fn names_of_any_script_and_length_are_valid() {
    let long = "x".repeat(100_000);
    // "é" composed and decomposed, which look alike.
    let keys = [
        "层",
        "слой",
        "🦀",
        "\u{e9}",
        "e\u{301}",
        " ",
        "\u{0}",
        "a/b",
        long.as_str(),
    ];
    let mut model = maps(&keys, &keys);
    let plan = Reset::seed(5).run(&mut model).unwrap();
    assert_eq!(plan.parameter_count(), 2 * keys.len());
    let mut seen = std::collections::BTreeSet::new();
    for key in keys {
        assert!(plan.get(&format!("tensors.{key}")).is_some());
        assert!(plan.get(&format!("modules.{key}.weight")).is_some());
        assert!(seen.insert(model.tensors[key].map(f32::to_bits)));
        assert!(seen.insert(model.modules[key].weight.map(f32::to_bits)));
    }
}

/// Case 50.
#[test]
fn every_seed_is_valid_and_gives_other_values() {
    let mut seen = std::collections::BTreeSet::new();
    for seed in [0, 1, 2, u64::from(u32::MAX), 1 << 32, 1 << 63, u64::MAX] {
        let mut leaf = Leaf { weight: FREE };
        Reset::seed(seed).run(&mut leaf).unwrap();
        assert!(leaf.weight.iter().all(|value| value.is_finite()));
        assert!(seen.insert(leaf.weight.map(f32::to_bits)));
    }
}
