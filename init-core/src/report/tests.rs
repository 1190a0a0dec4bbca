use alloc::boxed::Box;
use alloc::string::ToString;

use super::*;
use crate::engine::Stream;
use crate::initializer::{
    Initializer, constant, normal, orthogonal, sparse, truncated_normal, uniform, with, zeros,
};
use crate::reset::Reset;
use crate::walk::{Parameters, VisitorMut};

/// Two tensors, one after the other.
struct Model<const N: usize> {
    weight: [[f64; N]; 50],
    bias: [f32; N],
    initializer: Box<dyn Initializer>,
}

impl<const N: usize> Model<N> {
    fn new(initializer: impl Initializer + 'static) -> Self {
        Self {
            weight: [[9.0; N]; 50],
            bias: [9.0; N],
            initializer: Box::new(initializer),
        }
    }

    fn reset(&mut self) -> Plan {
        Reset::seed(3).run(self).expect("the model is sound")
    }
}

impl<const N: usize> Initialize for Model<N> {
    fn visit_parameters(&self, visitor: &mut dyn Visitor) {
        let weight = Declared::new(&self.initializer);
        <[[f64; N]; 50] as Parameters>::visit(
            &self.weight,
            &Component::field("weight"),
            &weight,
            visitor,
        );
        let zeros = zeros();
        let bias = Declared::new(&zeros);
        <[f32; N] as Parameters>::visit(&self.bias, &Component::field("bias"), &bias, visitor);
    }

    fn visit_parameters_mut(&mut self, visitor: &mut dyn VisitorMut) {
        let weight = Declared::new(&self.initializer);
        <[[f64; N]; 50] as Parameters>::visit_mut(
            &mut self.weight,
            &Component::field("weight"),
            &weight,
            visitor,
        );
        let zeros = zeros();
        let bias = Declared::new(&zeros);
        <[f32; N] as Parameters>::visit_mut(
            &mut self.bias,
            &Component::field("bias"),
            &bias,
            visitor,
        );
    }
}

fn largest(report: &Report, path: &str) -> Option<f64> {
    report.get(path)?.deviation().map(|d| d.largest())
}

#[test]
fn what_was_reset_is_as_planned() {
    let initializers: [Box<dyn Initializer>; 6] = [
        Box::new(constant(0.1)),
        Box::new(uniform().low(2).high(3)),
        Box::new(normal().mean(1).std(0.5)),
        Box::new(truncated_normal().low(-1).high(3)),
        Box::new(orthogonal().gain(3)),
        Box::new(sparse().sparsity(0.5)),
    ];
    for initializer in initializers {
        let name = initializer.describe();
        let mut model = Model::<40>::new(initializer);
        let plan = model.reset();
        let report = Report::measure(&plan, &model).expect("the plan is the model's");
        let largest = largest(&report, "weight").expect("the moments are known");
        assert!(largest < 5.0, "{name}: {largest}");
        assert_eq!(report.value_count(), plan.value_count());
    }
}

#[test]
fn what_was_changed_deviates() {
    for (initializer, index, value) in [
        (Box::new(zeros()) as Box<dyn Initializer>, 0, 1e-300),
        (Box::new(uniform()), 7, 1.0),
        (Box::new(uniform()), 7, -1e-300),
        (Box::new(truncated_normal()), 7, 2.1),
        (Box::new(normal()), 7, f64::NAN),
        (Box::new(normal()), 7, f64::INFINITY),
    ] {
        let mut model = Model::<40>::new(initializer);
        let plan = model.reset();
        let before = Report::measure(&plan, &model).expect("the plan is the model's");
        model.weight[index][index] = value;
        let after = Report::measure(&plan, &model).expect("the plan is the model's");
        assert_eq!(largest(&after, "weight"), Some(f64::INFINITY));
        assert_eq!(after.worst().map(Measurement::path), Some("weight"));
        assert_ne!(before.hash(), after.hash());
        assert_eq!(before.entries()[1], after.entries()[1]);
    }
}

#[test]
fn a_wrong_scale_deviates() {
    let mut model = Model::<40>::new(normal().std(0.02));
    let plan = model.reset();
    for value in model.weight.as_flattened_mut() {
        *value *= 1.2;
    }
    let report = Report::measure(&plan, &model).expect("the plan is the model's");
    assert!(largest(&report, "weight") > Some(6.0));
}

#[test]
fn nothing_is_held_against_what_is_drawn() {
    let mut model = Model::<2>::new(with(|_: &[usize], stream: &mut Stream| stream.uniform()));
    let plan = model.reset();
    let report = Report::measure(&plan, &model).expect("the plan is the model's");
    assert_eq!(largest(&report, "weight"), None);
    assert_eq!(largest(&report, "bias"), Some(0.0));
}

#[test]
fn another_model_is_an_error() {
    let plan = Model::<3>::new(normal()).reset();
    let error = Report::measure(&plan, &Model::<4>::new(normal())).unwrap_err();
    assert!(error.has(ErrorKind::Changed));
    assert!(error.to_string().starts_with("`weight`: it was planned"));

    let error = Report::measure(&plan, &()).unwrap_err();
    assert!(error.has(ErrorKind::Changed));
    assert_eq!(error.problems()[0].path(), Some("weight"));
}
