//! A reset without a plan has the bits, the errors and the restraint of one with a plan.

use std::sync::{Arc, Mutex};

use init_core::initializer::{normal, ones, zeros};
use init_core::walk::{Component, Declared, OwnShape, Parameters, Visitor, VisitorMut};
use init_core::{Initialize, Reset, Rules};
use rand::rngs::ChaCha8Rng;
use rand::{Rng, SeedableRng};

#[derive(Initialize, Clone)]
struct Layer {
    #[init(truncated_normal, std = 0.1)]
    weight: [[f32; 5]; 3],
    #[init(uniform, low = -1, high = layer.index as f64, stream = "kernel")]
    scale: Option<[f64; 3]>,
    #[init(orthogonal)]
    mix: [[f32; 4]; 4],
    #[init(with = |index, stream| index[0] as f64 + stream.uniform())]
    table: [f32; 6],
}

/// Parameters of all kinds, some of which only a plan can judge.
#[derive(Initialize, Clone)]
#[init(at = "layers.*.weight", rank = 2, xavier_uniform)]
#[init(at = "**.mix", normal)]
struct Net {
    layers: Vec<Layer>,
    #[init(kaiming_normal, shape = (self.wide, 3, 2, 1, 1), layout = "oihwd")]
    kernel: Vec<f32>,
    #[init(skip)]
    wide: usize,
    #[init(constant = 3, buffer)]
    count: i64,
    #[init(normal, padding_index = 1)]
    rows: [[f32; 2]; 3],
    shared: [Arc<Mutex<Layer>>; 2],
}

fn layer() -> Layer {
    Layer {
        weight: [[9.0; 5]; 3],
        scale: Some([9.0; 3]),
        mix: [[9.0; 4]; 4],
        table: [9.0; 6],
    }
}

fn net(layers: usize, holders: usize) -> Net {
    let first = Arc::new(Mutex::new(layer()));
    let second = match holders {
        1 => Arc::new(Mutex::new(layer())),
        _ => first.clone(),
    };
    Net {
        layers: vec![layer(); layers],
        kernel: vec![9.0; 24],
        wide: 4,
        count: 9,
        rows: [[9.0; 2]; 3],
        shared: [first, second],
    }
}

/// The bits of every value, in the order of a walk.
fn bits(model: &impl Initialize) -> Vec<u64> {
    let mut bits = Vec::new();
    model.visit_parameters(&mut Reader(init_core::walk::Trail::reading(), &mut bits));
    bits
}

struct Reader<'b>(init_core::walk::Trail, &'b mut Vec<u64>);

impl init_core::walk::Walk for Reader<'_> {
    fn trail(&mut self) -> &mut init_core::walk::Trail {
        &mut self.0
    }

    fn fail(&mut self, _: Option<&Component<'_>>, problem: init_core::error::Problem) {
        panic!("{problem:?}");
    }
}

impl Visitor for Reader<'_> {
    fn parameter(
        &mut self,
        component: &Component<'_>,
        tensor: &dyn init_core::Parameter,
        _: &Declared<'_>,
    ) {
        self.0.count_entry(component);
        let mut sink = |values: &[f64]| self.1.extend(values.iter().map(|value| value.to_bits()));
        tensor.read(&mut sink).unwrap();
    }
}

#[test]
fn the_values_are_those_of_a_plan() {
    for (layers, holders) in [(1, 1), (3, 1), (40, 1), (3, 2)] {
        let (mut planned, mut direct) = (net(layers, holders), net(layers, holders));
        Reset::seed(7).run(&mut planned).unwrap();
        Reset::seed(7).apply(&mut direct).unwrap();
        assert_eq!(bits(&planned), bits(&direct), "{layers} {holders}");

        let rules = Rules::new()
            .at("**.weight", ones())
            .at("layers.0.*", zeros());
        Reset::seed(8).rules(&rules).run(&mut planned).unwrap();
        Reset::seed(8).rules(&rules).apply(&mut direct).unwrap();
        assert_eq!(bits(&planned), bits(&direct), "{layers} {holders}");
    }
}

/// Two parameters with names and streams of their own.
struct Named<'n> {
    names: [(&'n str, &'n str); 2],
    values: [[f32; 4]; 2],
}

impl Initialize for Named<'_> {
    fn visit_parameters(&self, visitor: &mut dyn Visitor) {
        let normal = normal();
        for ((name, stream), values) in self.names.iter().zip(&self.values) {
            let component = Component::field(name).stream(stream);
            Parameters::<OwnShape>::visit(values, &component, &Declared::new(&normal), visitor);
        }
    }

    fn visit_parameters_mut(&mut self, visitor: &mut dyn VisitorMut) {
        let normal = normal();
        for ((name, stream), values) in self.names.iter().zip(&mut self.values) {
            let component = Component::field(name).stream(stream);
            Parameters::<OwnShape>::visit_mut(values, &component, &Declared::new(&normal), visitor);
        }
    }
}

#[test]
fn every_error_is_that_of_a_plan_and_leaves_all_as_it_was() {
    let rules = Rules::new().at("**.wieght", ones());
    let several = Rules::new().at("layers.0.weight", ones()).at("", ones());
    for rules in [&rules, &several] {
        let mut model = net(2, 1);
        let before = bits(&model);
        let planned = Reset::seed(1).rules(rules).dry_run(&model).unwrap_err();
        let direct = Reset::seed(1).rules(rules).apply(&mut model).unwrap_err();
        assert_eq!(planned.to_string(), direct.to_string());
        assert_eq!(bits(&model), before);
    }
    for (one, other) in [("x", "x"), ("x", "y"), ("y", "x")] {
        for (stream, other_stream) in [("s", "s"), ("s", "t")] {
            let names = [(one, stream), (other, other_stream)];
            let mut model = Named {
                names,
                values: [[9.0; 4]; 2],
            };
            let mut rng = ChaCha8Rng::seed_from_u64(1);
            let mut unmoved = ChaCha8Rng::seed_from_u64(1);
            let planned = model.plan().map_err(|error| error.to_string());
            let direct = model.try_reset_parameters(&mut rng);
            let direct = direct.map_err(|error| error.to_string());
            assert_eq!(planned.as_ref().err(), direct.as_ref().err(), "{names:?}");
            assert_eq!(direct.is_err(), one == other || stream == other_stream);
            assert_eq!(rng.next_u64() == unmoved.next_u64(), direct.is_err());
            assert_eq!(model.values == [[9.0; 4]; 2], direct.is_err());
        }
    }
}
