//! Random models with random rules: the winner against the definition of precedence, memory
//! against the plan, partial resets against the full one.

use std::borrow::Cow;
use std::collections::BTreeMap;

use init_core::error::Problem;
use init_core::initializer::{constant, normal};
use init_core::plan::Chosen;
use init_core::rules::Ruled;
use init_core::tensor::DType;
use init_core::values::Values;
use init_core::walk::{Component, Declared, Parameters, Visitor, VisitorMut, Walk};
use init_core::{ErrorKind, Initialize, Parameter, Plan, Reset, Rule, Rules};
use rand::rngs::ChaCha8Rng;
use rand::{RngExt, SeedableRng};

const MODELS: u64 = 400;

/// A tensor that counts how often it is written.
#[derive(Clone)]
struct Counted {
    values: Vec<f32>,
    writes: usize,
}

impl Parameter for Counted {
    fn shape(&self) -> Cow<'_, [usize]> {
        Cow::Owned(vec![self.values.len()])
    }
    fn dtype(&self) -> DType {
        DType::F32
    }
    fn write(&mut self, values: &Values<'_>) -> Result<(), Problem> {
        self.writes += 1;
        values.contiguous(&mut self.values)
    }
    fn read(&self, sink: &mut dyn FnMut(&[f64])) -> Result<(), Problem> {
        let values: Vec<f64> = self.values.iter().map(|&value| value.into()).collect();
        sink(&values);
        Ok(())
    }
}

/// A glob, and what its rule writes: a constant, or normals for 0.
type Said = (String, u32);

#[derive(Clone)]
enum Node {
    Leaf(Counted),
    Module {
        name: &'static str,
        rules: Vec<Said>,
        fields: Vec<(&'static str, Node)>,
    },
    List(Vec<Node>),
}

fn rule((glob, value): &Said) -> Rule<'_> {
    let rule = Rule::at(glob.as_str());
    match value {
        0 => rule.initializer(normal()),
        value => rule.initializer(constant(*value)),
    }
}

impl Initialize for Node {
    fn visit_parameters(&self, visitor: &mut dyn Visitor) {
        match self {
            Self::Leaf(_) => {}
            Self::Module {
                name,
                rules,
                fields,
            } => {
                visitor.module(name);
                let rules: Vec<Rule<'_>> = rules.iter().map(rule).collect();
                let mut visitor = Ruled::new(&rules, visitor);
                for (name, node) in fields {
                    let component = Component::field(name);
                    if let Self::Leaf(tensor) = node {
                        tensor.visit_as(&component, &mut visitor);
                    } else {
                        visitor.enter(component);
                        node.visit_parameters(&mut visitor);
                        visitor.leave();
                    }
                }
                visitor.finish();
            }
            Self::List(nodes) => nodes.visit_parameters(visitor),
        }
    }

    fn visit_parameters_mut(&mut self, visitor: &mut dyn VisitorMut) {
        match self {
            Self::Leaf(_) => {}
            Self::Module {
                name,
                rules,
                fields,
            } => {
                visitor.module(name);
                let rules: Vec<Rule<'_>> = rules.iter().map(rule).collect();
                let mut visitor = Ruled::new(&rules, visitor);
                for (name, node) in fields {
                    let component = Component::field(name);
                    if let Self::Leaf(tensor) = node {
                        let initializer = constant(0.5);
                        let declared = Declared::new(&initializer);
                        <Counted as Parameters>::visit_mut(
                            tensor,
                            &component,
                            &declared,
                            &mut visitor,
                        );
                    } else {
                        visitor.enter(component);
                        node.visit_parameters_mut(&mut visitor);
                        visitor.leave();
                    }
                }
                visitor.finish();
            }
            Self::List(nodes) => nodes.visit_parameters_mut(visitor),
        }
    }
}

impl Counted {
    fn visit_as(&self, component: &Component<'_>, visitor: &mut dyn Visitor) {
        let initializer = constant(0.5);
        let declared = Declared::new(&initializer);
        <Self as Parameters>::visit(self, component, &declared, visitor);
    }
}

const NAMES: [&str; 4] = ["a", "b", "ab", "w"];
const GLOBS: [&str; 12] = [
    "**", "**.w", "a.**", "*.w", "a*", "**.a.*", "b.*.w", "**.*b", "w", "**.0.**", "ab.w", "*.*.*",
];

fn random_rules(rng: &mut ChaCha8Rng, most: usize) -> Vec<Said> {
    (0..rng.random_range(0..=most))
        .map(|_| {
            let glob = GLOBS[rng.random_range(0..GLOBS.len())];
            (glob.to_owned(), rng.random_range(0..4))
        })
        .collect()
}

fn random_node(rng: &mut ChaCha8Rng, depth: usize) -> Node {
    match rng.random_range(0..if depth == 0 { 1 } else { 4 }) {
        0 => Node::Leaf(Counted {
            values: vec![-1.0; rng.random_range(0..40)],
            writes: 0,
        }),
        1 => Node::List(
            (0..rng.random_range(0..3))
                .map(|_| random_module(rng, depth - 1))
                .collect(),
        ),
        _ => random_module(rng, depth - 1),
    }
}

fn random_module(rng: &mut ChaCha8Rng, depth: usize) -> Node {
    let name = ["One", "Two"][rng.random_range(0..2)];
    let rules = random_rules(rng, 2);
    let fields = NAMES
        .into_iter()
        .filter(|_| rng.random_range(0..3) > 0)
        .collect::<Vec<_>>();
    Node::Module {
        name,
        rules,
        fields: fields
            .into_iter()
            .map(|name| (name, random_node(rng, depth)))
            .collect(),
    }
}

/// Whether a glob matches, by the definition.
fn matches(glob: &[&str], path: &[&str]) -> bool {
    match (glob, path) {
        ([], []) => true,
        (["**", rest @ ..], _) => (0..=path.len()).any(|skip| matches(rest, &path[skip..])),
        ([pattern, rest @ ..], [name, path @ ..]) => {
            let one = match pattern.split_once('*') {
                Some((start, end)) => {
                    name.len() >= start.len() + end.len()
                        && name.starts_with(start)
                        && name.ends_with(end)
                }
                None => pattern == name,
            };
            one && matches(rest, path)
        }
        _ => false,
    }
}

/// Every leaf with the rules that reach it, the strongest first.
fn leaves<'n>(
    node: &'n Node,
    path: &mut Vec<String>,
    above: &mut Vec<(usize, &'n [Said])>,
    found: &mut BTreeMap<String, (Vec<Said>, &'n Counted)>,
) {
    match node {
        Node::Leaf(tensor) => {
            let reaching = above.iter().flat_map(|(depth, rules)| {
                let below: Vec<&str> = path[*depth..].iter().map(String::as_str).collect();
                rules
                    .iter()
                    .rev()
                    .filter(move |(glob, _)| matches(&glob.split('.').collect::<Vec<_>>(), &below))
                    .cloned()
                    .collect::<Vec<_>>()
            });
            found.insert(path.join("."), (reaching.collect(), tensor));
        }
        Node::List(nodes) => {
            for (index, node) in nodes.iter().enumerate() {
                path.push(index.to_string());
                leaves(node, path, above, found);
                path.pop();
            }
        }
        Node::Module { rules, fields, .. } => {
            above.push((path.len(), rules));
            for (name, node) in fields {
                path.push((*name).to_owned());
                leaves(node, path, above, found);
                path.pop();
            }
            above.pop();
        }
    }
}

fn described(value: u32) -> String {
    match value {
        0 => "normal".into(),
        value => format!("constant = {value}"),
    }
}

/// The plan of a model, without its rules that reach nothing, which are errors.
fn planned(node: &mut Node, rules: &mut Vec<Said>) -> Plan {
    loop {
        let built: Rules<'_> = rules.iter().map(rule).collect();
        let result = Reset::seed(0).rules(&built).dry_run(node);
        drop(built);
        let Err(error) = result else {
            return result.unwrap();
        };
        for problem in error.problems() {
            assert_eq!(problem.kind(), ErrorKind::Rule, "{error}");
        }
        let message = error.problems()[0].message().to_owned();
        let glob = message.split('"').nth(1).unwrap().to_owned();
        rules.retain(|(at, _)| *at != glob);
        remove(node, &glob);
    }
}

fn remove(node: &mut Node, glob: &str) {
    match node {
        Node::Leaf(_) => {}
        Node::List(nodes) => nodes.iter_mut().for_each(|node| remove(node, glob)),
        Node::Module { rules, fields, .. } => {
            rules.retain(|(at, _)| at != glob);
            for (_, node) in fields {
                remove(node, glob);
            }
        }
    }
}

#[test]
fn random_models_are_initialized_as_the_definition_says() {
    let mut rng = ChaCha8Rng::seed_from_u64(0x7275_6c65);
    let mut written = 0;
    for seed in 0..MODELS {
        let mut model = random_module(&mut rng, 3);
        let mut rules = random_rules(&mut rng, 3);
        let plan = planned(&mut model, &mut rules);
        let mut full = model.clone();
        let built: Rules<'_> = rules.iter().map(rule).collect();
        let carried_out = Reset::seed(seed).rules(&built).run(&mut full).unwrap();
        assert_eq!(plan, carried_out);

        let mut expected = BTreeMap::new();
        leaves(
            &full,
            &mut Vec::new(),
            &mut vec![(0, &rules)],
            &mut expected,
        );
        assert_eq!(plan.entries().len(), expected.len());
        for entry in &plan {
            let (reaching, tensor) = &expected[entry.path()];
            assert_eq!(tensor.writes, 1, "{}", entry.path());
            let globs = |chosen: &mut dyn Iterator<Item = &Chosen>| -> Vec<String> {
                chosen
                    .filter_map(|chosen| match chosen {
                        Chosen::Rule { at, .. } => Some(at.clone()),
                        _ => None,
                    })
                    .collect()
            };
            let said = globs(&mut [entry.chosen_by()].into_iter().chain(entry.overruled()));
            let defined: Vec<&String> = reaching.iter().map(|(glob, _)| glob).collect();
            assert_eq!(said.iter().collect::<Vec<_>>(), defined, "{}", entry.path());
            match reaching.first() {
                None => assert!(tensor.values.iter().all(|&value| value == 0.5)),
                Some((_, value)) => {
                    assert_eq!(entry.initializer(), described(*value));
                    let right = |&x: &f32| *value == 0 || x == *value as f32;
                    assert!(tensor.values.iter().all(right), "{}", entry.path());
                }
            }
        }
        written += expected.len();
        part_is_like_full(&mut rng, &model, &rules, seed, &expected);
    }
    assert!(written > 2 * MODELS as usize, "{written}");
}

/// Which paths a reset is for.
type Selected<'s> = &'s dyn Fn(&str) -> bool;

/// A reset of some of the parameters gives them the bits of the full one, and touches no other.
fn part_is_like_full(
    rng: &mut ChaCha8Rng,
    model: &Node,
    rules: &[Said],
    seed: u64,
    full: &BTreeMap<String, (Vec<Said>, &Counted)>,
) {
    let paths: Vec<&String> = full.keys().collect();
    if paths.is_empty() {
        return;
    }
    let only = paths[rng.random_range(0..paths.len())];
    let loaded = paths[rng.random_range(0..paths.len())];
    let built: Rules<'_> = rules.iter().map(rule).collect();
    let selections: [(Reset<'_, _>, Selected<'_>); 3] = [
        (Reset::seed(seed).only(only.as_str()), &|path| path == only),
        (Reset::seed(seed).except(only.as_str()), &|path| {
            path != only
        }),
        (Reset::seed(seed).loaded([loaded.as_str()]), &|path| {
            path != loaded
        }),
    ];
    for (reset, selected) in selections {
        let mut part = model.clone();
        reset.rules(&built).run(&mut part).unwrap();
        let mut found = BTreeMap::new();
        leaves(&part, &mut Vec::new(), &mut Vec::new(), &mut found);
        for (path, (_, tensor)) in &found {
            let expected = if selected(path) {
                full[path].1.values.clone()
            } else {
                vec![-1.0; tensor.values.len()]
            };
            assert_eq!(tensor.values, expected, "{path}");
            assert_eq!(tensor.writes, usize::from(selected(path)));
        }
    }
}
