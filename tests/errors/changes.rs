//! Models that hand over other parameters when they are written than when they were planned.

use init_core::initializer::{constant, normal};
use init_core::walk::{Declared, Visitor, VisitorMut};
use init_core::{ErrorKind, Initialize, Initializer};

use crate::{UNTOUCHED, Watched, visit, visit_mut};

const EXPRESSION: &str = "help: let the expression read fields marked `skip`, not what is being written; \
                          a shape stays the same in every walk";

type Walk = fn(&mut Turncoat, &mut dyn VisitorMut);

/// Plans `a`, `b` and `c`, and writes what `walk` says.
struct Turncoat {
    tensors: [[f32; 2]; 3],
    walk: Walk,
}

impl Initialize for Turncoat {
    fn visit_parameters(&self, visitor: &mut dyn Visitor) {
        let law = constant(1);
        for (name, tensor) in ["a", "b", "c"].into_iter().zip(&self.tensors) {
            visit(tensor, name, &Declared::new(&law), visitor);
        }
    }

    fn visit_parameters_mut(&mut self, visitor: &mut dyn VisitorMut) {
        (self.walk)(self, visitor);
    }
}

impl Turncoat {
    fn hand_over(&mut self, place: usize, name: &str, visitor: &mut dyn VisitorMut) {
        self.hand_over_as(place, name, &constant(1), visitor);
    }

    fn hand_over_as(
        &mut self,
        place: usize,
        name: &str,
        law: &dyn Initializer,
        visitor: &mut dyn VisitorMut,
    ) {
        visit_mut(&mut self.tensors[place], name, &Declared::new(law), visitor);
    }
}

/// What is wrong and where, the paths written before it, and the tensors that have changed.
#[track_caller]
fn fails(walk: Walk, expected: &str, written: &[&str]) {
    let mut model = Turncoat {
        tensors: [[UNTOUCHED; 2]; 3],
        walk,
    };
    let error = Watched::new().failed(&mut model);
    assert!(error.has(ErrorKind::Changed));
    assert_eq!(error.problems().len(), 1);
    assert_eq!(error.written(), written);
    let help = if expected.contains("an expression") {
        EXPRESSION
    } else {
        "help: a model must hand over the same parameters each time it is visited"
    };
    let note = if written.is_empty() {
        "nothing was written".into()
    } else {
        format!("already written: `{}`", written.join("`, `"))
    };
    assert_eq!(
        error.to_string(),
        format!("{expected}\n  {help}\nnote: {note}")
    );
    for (place, tensor) in model.tensors.iter().enumerate() {
        let value = if place < written.len() {
            1.0
        } else {
            UNTOUCHED
        };
        assert_eq!(*tensor, [value; 2]);
    }
}

#[test]
fn a_parameter_that_is_missing_at_the_end_is_named() {
    fails(
        |model, visitor| {
            model.hand_over(0, "a", visitor);
            model.hand_over(1, "b", visitor);
        },
        "`c`: it was planned, but the model did not hand it over",
        &["a", "b"],
    );
}

#[test]
fn a_model_that_hands_over_nothing_is_an_error() {
    fails(
        |_, _| {},
        "`a`: it was planned, but the model did not hand it over",
        &[],
    );
}

#[test]
fn a_parameter_that_was_not_planned_is_named() {
    fails(
        |model, visitor| {
            for (place, name) in ["a", "b", "c"].into_iter().enumerate() {
                model.hand_over(place, name, visitor);
            }
            visit_mut(
                &mut [0.0_f32; 2],
                "d",
                &Declared::new(&constant(1)),
                visitor,
            );
        },
        "`d`: it was not planned at this position",
        &["a", "b", "c"],
    );
}

#[test]
fn parameters_in_another_order_are_an_error() {
    fails(
        |model, visitor| {
            model.hand_over(0, "a", visitor);
            model.hand_over(2, "c", visitor);
            model.hand_over(1, "b", visitor);
        },
        "`c`: it was not planned at this position",
        &["a"],
    );
}

#[test]
fn another_initializer_is_an_error() {
    fails(
        |model, visitor| {
            model.hand_over(0, "a", visitor);
            model.hand_over_as(1, "b", &normal(), visitor);
            model.hand_over(2, "c", visitor);
        },
        "`b`: it was planned with another shape, or an expression in its attribute gave another value then",
        &["a"],
    );
}

#[test]
fn another_number_in_the_same_initializer_is_an_error() {
    fails(
        |model, visitor| {
            model.hand_over_as(0, "a", &constant(2), visitor);
            model.hand_over(1, "b", visitor);
            model.hand_over(2, "c", visitor);
        },
        "`a`: it was planned with another shape, or an expression in its attribute gave another value then",
        &[],
    );
}

#[test]
fn another_shape_is_an_error() {
    fails(
        |model, visitor| {
            model.hand_over(0, "a", visitor);
            visit_mut(
                &mut [0.0_f32; 3],
                "b",
                &Declared::new(&constant(1)),
                visitor,
            );
            model.hand_over(2, "c", visitor);
        },
        "`b`: it was planned with another shape, or an expression in its attribute gave another value then",
        &["a"],
    );
}

#[test]
fn another_layout_is_an_error() {
    fails(
        |model, visitor| {
            let law = constant(1);
            visit_mut(
                &mut model.tensors[0],
                "a",
                &Declared::new(&law).groups(2),
                visitor,
            );
        },
        "`a`: it was planned with another shape, or an expression in its attribute gave another value then",
        &[],
    );
}

macro_rules! first {
    ($list:expr) => {
        $list[0]
    };
}

#[derive(Initialize)]
struct ByAMethod {
    #[init(constant = 2)]
    scale: [f32; 2],
    #[init(constant = self.first())]
    weight: [f32; 2],
    #[init(ones)]
    bias: [f32; 2],
}

impl ByAMethod {
    fn first(&self) -> f32 {
        self.scale[0]
    }
}

#[derive(Initialize)]
struct ByAMacro {
    #[init(constant = 2)]
    scale: [f32; 2],
    #[init(constant = first!(self.scale))]
    weight: [f32; 2],
    #[init(ones)]
    bias: [f32; 2],
}

#[derive(Initialize)]
struct ByARule {
    #[init(constant = 2)]
    scale: [f32; 2],
    #[init(parameter)]
    #[init(at = "**", constant = first!(self.scale))]
    weight: [f32; 2],
    #[init(ones)]
    bias: [f32; 2],
}

macro_rules! reads_what_is_written {
    ($($model:ident)*) => {$({
        let untouched = [UNTOUCHED; 2];
        let mut model = $model {
            scale: untouched,
            weight: untouched,
            bias: untouched,
        };
        let error = Watched::new().failed(&mut model);
        assert!(error.has(ErrorKind::Changed), "{error}");
        assert_eq!(error.written(), ["scale"]);
        assert_eq!(
            error.to_string(),
            format!(
                "`weight`: it was planned with another shape, or an expression in its attribute \
                 gave another value then\n  {EXPRESSION}\nnote: already written: `scale`"
            )
        );
        assert_eq!(model.scale, [2.0; 2]);
        assert_eq!((model.weight, model.bias), (untouched, untouched));
    })*};
}

#[test]
fn an_expression_that_reads_what_is_written_ends_the_reset_before_its_parameter() {
    reads_what_is_written!(ByAMethod ByAMacro ByARule);
}

#[derive(Initialize)]
struct InvalidThen {
    #[init(constant = -1)]
    scale: [f32; 2],
    #[init(normal, std = first!(self.scale))]
    weight: [f32; 2],
}

#[test]
fn a_value_that_is_invalid_in_the_second_walk_is_said_to_have_changed() {
    let mut model = InvalidThen {
        scale: [0.5; 2],
        weight: [UNTOUCHED; 2],
    };
    let error = Watched::new().failed(&mut model);
    assert_eq!(error.written(), ["scale"]);
    let text = error.to_string();
    assert!(text.starts_with("`weight`: "), "{text}");
    assert!(text.contains("it was valid when it was planned"), "{text}");
    assert_eq!((model.scale, model.weight), ([-1.0; 2], [UNTOUCHED; 2]));
}
