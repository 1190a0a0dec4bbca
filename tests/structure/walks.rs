//! The two walks make the same calls in the same order, and leave every component that they enter.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use init_core::error::Problem;
use init_core::walk::{Component, Declared, Shared, Trail, Visitor, VisitorMut, Walk};
use init_core::{Initialize, Initializer, Parameter};
use ndarray::Array2;

/// Notes everything that it hears.
#[derive(Default)]
struct Noting {
    trail: Trail,
    heard: Vec<String>,
}

impl Walk for Noting {
    fn trail(&mut self) -> &mut Trail {
        &mut self.trail
    }

    fn enter(&mut self, component: Component<'_>) {
        self.heard.push(format!("enter {}", component.path_name()));
        self.trail.enter(&component);
    }

    fn leave(&mut self) {
        self.heard.push("leave".into());
        self.trail.leave();
    }

    fn module(&mut self, name: &'static str) {
        self.heard.push(format!("module {name}"));
        self.trail.module(name);
    }

    fn list(&mut self, length: usize) {
        self.heard.push(format!("list {length}"));
        self.trail.list(length);
    }

    fn shared(&mut self, shared: &Shared<'_>) -> bool {
        let first = self.trail.shared(shared).is_none();
        self.heard.push(format!("shared {first}"));
        first
    }

    fn fail(&mut self, _: Option<&Component<'_>>, problem: Problem) {
        panic!("{problem}");
    }
}

impl Noting {
    fn note(&mut self, component: &Component<'_>, shape: &[usize], declared: &Declared<'_>) {
        let path = self.trail.path_of(component);
        let law = declared.initializer().map(Initializer::describe);
        self.heard
            .push(format!("{path} {shape:?} {law:?} {}", declared.is_buffer()));
        self.trail.count_entry(component);
    }
}

impl Visitor for Noting {
    fn parameter(&mut self, c: &Component<'_>, tensor: &dyn Parameter, declared: &Declared<'_>) {
        self.note(c, &tensor.shape(), declared);
    }
}

impl VisitorMut for Noting {
    fn parameter(
        &mut self,
        c: &Component<'_>,
        tensor: &mut dyn Parameter,
        declared: &Declared<'_>,
    ) {
        self.note(c, &tensor.shape(), declared);
    }
}

#[derive(Initialize)]
enum Norm {
    Batch {
        #[init(ones)]
        scale: [f32; 4],
        #[init(zeros, buffer)]
        mean: [f32; 4],
    },
    None,
}

#[derive(Initialize)]
struct Block {
    #[init(normal, std = 1.0 / layer.count as f64)]
    weight: [[f32; 4]; 3],
    norm: Norm,
    #[init(zeros)]
    bias: Option<[f32; 4]>,
}

#[derive(Initialize)]
struct Model {
    #[init(normal, shape = (2, 3))]
    flat: Vec<f64>,
    blocks: Vec<Block>,
    #[init(orthogonal)]
    matrices: [Vec<Array2<f32>>; 2],
    named: BTreeMap<&'static str, Norm>,
    first: Rc<RefCell<Norm>>,
    again: Rc<RefCell<Norm>>,
    #[init(uniform)]
    tied: [Rc<RefCell<f32>>; 2],
    pair: (Norm, Box<dyn Initialize>),
    #[init(skip)]
    _unused: String,
}

fn norm() -> Norm {
    Norm::Batch {
        scale: [0.0; 4],
        mean: [0.0; 4],
    }
}

fn block(norm: Norm, bias: Option<[f32; 4]>) -> Block {
    Block {
        weight: [[0.0; 4]; 3],
        norm,
        bias,
    }
}

fn model() -> Model {
    let shared = Rc::new(RefCell::new(norm()));
    let tied = Rc::new(RefCell::new(0.0));
    Model {
        flat: vec![0.0; 6],
        blocks: vec![block(norm(), Some([0.0; 4])), block(Norm::None, None)],
        matrices: [vec![Array2::zeros((2, 2))], Vec::new()],
        named: BTreeMap::from([("a", norm())]),
        first: Rc::clone(&shared),
        again: shared,
        tied: [Rc::clone(&tied), tied],
        pair: (Norm::None, Box::new(norm())),
        _unused: String::new(),
    }
}

const EXPECTED: &str = r#"module Model
flat [2, 3] Some("normal") false
enter blocks
list 2
enter 0
module Block
blocks.0.weight [3, 4] Some("normal, std = 0.5") false
enter norm
module Norm
blocks.0.norm.scale [4] Some("ones") false
blocks.0.norm.mean [4] Some("zeros") true
leave
blocks.0.bias [4] Some("zeros") false
leave
enter 1
module Block
blocks.1.weight [3, 4] Some("normal, std = 0.5") false
enter norm
module Norm
leave
leave
leave
enter matrices
list 2
enter 0
list 1
matrices.0.0 [2, 2] Some("orthogonal") false
leave
enter 1
list 0
leave
leave
enter named
list 1
enter a
module Norm
named.a.scale [4] Some("ones") false
named.a.mean [4] Some("zeros") true
leave
leave
enter first
shared true
module Norm
first.scale [4] Some("ones") false
first.mean [4] Some("zeros") true
leave
enter again
shared false
leave
enter tied
list 2
shared true
tied.0 [] Some("uniform") false
shared false
leave
enter pair
enter 0
module Norm
leave
enter 1
module Norm
pair.1.scale [4] Some("ones") false
pair.1.mean [4] Some("zeros") true
leave
leave"#;

#[test]
fn both_walks_say_the_same_things_in_declaration_order() {
    let mut model = model();
    let mut reading = Noting::default();
    model.visit_parameters(&mut reading);
    assert_eq!(reading.heard.join("\n"), EXPECTED);
    assert_eq!(reading.trail.path(), "");
    let mut writing = Noting::default();
    model.visit_parameters_mut(&mut writing);
    assert_eq!(writing.heard.join("\n"), EXPECTED);
    assert_eq!(writing.trail.path(), "");
}
