//! The three shapes of structs, and the other attributes that a field may have.

use init_core::Initialize;

use super::{paths, planned, reset};

#[derive(Initialize)]
struct Named {
    #[init(ones)]
    scale: [f32; 3],
    #[init(constant = 0.5)]
    shift: [f32; 2],
}

#[derive(Initialize)]
struct Tuple(
    #[init(ones)] [f32; 3],
    #[init(skip)] usize,
    #[init(constant = 0.5)] [f32; 2],
);

#[derive(Initialize)]
struct Unit;

#[derive(Initialize)]
struct NoFields {}

#[derive(Initialize)]
struct NoTupleFields();

#[test]
fn a_named_struct_hands_over_its_fields_in_declaration_order() {
    let mut model = Named {
        scale: [0.0; 3],
        shift: [0.0; 2],
    };
    assert_eq!(
        planned(&model),
        ["scale [3] ones", "shift [2] constant = 0.5"]
    );
    reset(&mut model);
    assert_eq!((model.scale, model.shift), ([1.0; 3], [0.5; 2]));
}

#[test]
fn a_tuple_struct_names_its_fields_by_their_index() {
    let mut model = Tuple([0.0; 3], 9, [0.0; 2]);
    assert_eq!(planned(&model), ["0 [3] ones", "2 [2] constant = 0.5"]);
    reset(&mut model);
    assert_eq!((model.0, model.1, model.2), ([1.0; 3], 9, [0.5; 2]));
}

#[test]
fn structs_without_fields_are_modules_without_parameters() {
    assert!(paths(&Unit).is_empty());
    assert!(paths(&NoFields {}).is_empty());
    assert!(paths(&NoTupleFields()).is_empty());
    reset(&mut Unit);
}

/// A layer with documentation, other derives and attributes of the language.
#[derive(Debug, Clone, PartialEq, Default, Initialize)]
#[must_use]
#[repr(C)]
struct Documented {
    /// The scale.
    #[init(ones)]
    #[cfg(test)]
    scale: [f32; 3],
    /// What is not there.
    #[init(no_such_word)]
    #[cfg(not(test))]
    absent: NoSuchType,
    #[cfg_attr(test, init(constant = 2.0))]
    #[cfg_attr(not(test), init(zeros))]
    #[allow(clippy::doc_markdown)]
    /// Documentation after the attribute.
    shift: [f32; 3],
}

#[test]
fn attributes_of_the_language_and_other_derives_stand_beside_it() {
    let mut model = Documented::default();
    assert_eq!(
        planned(&model),
        ["scale [3] ones", "shift [3] constant = 2.0"]
    );
    reset(&mut model);
    let expected = Documented {
        scale: [1.0; 3],
        shift: [2.0; 3],
    };
    assert_eq!(model.clone(), expected);
}

#[derive(Initialize)]
struct SeveralAttributes {
    #[init(kaiming_normal)]
    #[init(mode = "fan_out", nonlinearity = "relu")]
    #[init(name = "w", layout = "io")]
    #[init(stream = "weight")]
    weight: [[f32; 3]; 5],
    #[init(name = "b")]
    #[init(zeros)]
    bias: [f32; 3],
}

#[test]
fn several_attributes_on_a_field_are_one() {
    let model = SeveralAttributes {
        weight: [[0.0; 3]; 5],
        bias: [0.0; 3],
    };
    assert_eq!(
        planned(&model),
        [
            "w [5, 3] kaiming_normal, mode = \"fan_out\", nonlinearity = \"relu\"",
            "b [3] zeros",
        ]
    );
    let plan = model.plan().unwrap();
    let fans = plan.get("w").unwrap().fans().unwrap();
    assert_eq!((fans.fan_in, fans.fan_out), (5.0, 3.0));
}

mod visibility {
    use init_core::Initialize;

    /// Fields of every visibility, seen from outside their module.
    #[derive(Initialize)]
    pub(super) struct Mixed {
        #[init(ones)]
        pub(super) open: [f32; 1],
        #[init(ones)]
        closed: [f32; 1],
    }

    impl Mixed {
        pub(super) fn new() -> Self {
            Self {
                open: [0.0],
                closed: [0.0],
            }
        }

        pub(super) fn closed(&self) -> f32 {
            self.closed[0]
        }
    }
}

#[test]
fn private_fields_are_initialized_from_outside() {
    let mut model = visibility::Mixed::new();
    reset(&mut model);
    assert_eq!((model.open[0], model.closed()), (1.0, 1.0));
}

#[test]
fn a_struct_inside_a_function_works() {
    #[derive(Initialize)]
    struct Local {
        #[init(constant = VALUE)]
        bias: [f32; 2],
    }
    const VALUE: f64 = 3.0;

    let mut model = Local { bias: [0.0; 2] };
    reset(&mut model);
    assert_eq!(model.bias, [3.0; 2]);
}

#[test]
fn the_plan_names_the_module_by_its_type() {
    let plan = Named {
        scale: [0.0; 3],
        shift: [0.0; 2],
    }
    .plan()
    .unwrap();
    assert_eq!(plan.entries()[0].module(), Some("Named"));
}

#[derive(Initialize)]
struct Statistics {
    #[init(zeros, buffer)]
    mean: [f32; 4],
    #[init(ones, buffer)]
    variance: [f32; 4],
    #[init(ones)]
    scale: [f32; 4],
}

#[test]
fn buffers_are_initialized_but_not_counted() {
    let mut model = Statistics {
        mean: [9.0; 4],
        variance: [9.0; 4],
        scale: [9.0; 4],
    };
    let plan = model.plan().unwrap();
    assert_eq!(
        (
            plan.buffer_count(),
            plan.parameter_count(),
            plan.value_count()
        ),
        (2, 1, 4)
    );
    reset(&mut model);
    assert_eq!(
        (model.mean, model.variance, model.scale),
        ([0.0; 4], [1.0; 4], [1.0; 4])
    );
}

#[derive(Initialize)]
struct ByRules {
    #[init(parameter)]
    weight: [f32; 4],
}

#[test]
fn a_parameter_that_no_rule_reaches_is_an_error_of_the_plan() {
    let mut model = ByRules { weight: [9.0; 4] };
    let error = model.plan().unwrap_err();
    assert!(error.has(init_core::ErrorKind::Uncovered), "{error}");
    assert!(init_core::Reset::seed(7).run(&mut model).is_err());
    assert_eq!(model.weight, [9.0; 4]);
}
