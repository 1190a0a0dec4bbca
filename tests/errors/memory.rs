//! Cases 33, 38, 39, 43, 44 and 51: memory that several elements share, that cannot be written,
//! that is missing, that is of another type or length; writes that fail.

use init_core::error::Problem;
use init_core::initializer::{constant, identity, normal, with, zeros};
use init_core::parameter::Flat;
use init_core::tensor::DType;
use init_core::walk::Declared;
use init_core::{ErrorKind, Initialize, Initializer, Stream};

use crate::foreign::Foreign;
use crate::{Guarded, UNTOUCHED, Watched, refused, visit, visit_mut};

/// Cases 38, 39, 44: what a tensor says of itself is heard before anything is written.
#[test]
fn a_tensor_that_cannot_be_written_is_found_by_the_plan() {
    for (kind, message) in [
        (ErrorKind::ReadOnly, "the file is mapped read-only"),
        (ErrorKind::Aliased, "the view is a broadcast one"),
        (
            ErrorKind::NotMaterialized,
            "the tensor is on the meta device",
        ),
        (ErrorKind::Custom, "the device is lost"),
    ] {
        let problem = Problem::new(kind, message).help("look elsewhere");
        let tensor = Foreign::new(&[3]).refuses(problem);
        assert_eq!(
            refused(tensor, &Declared::new(&zeros())),
            format!("{message}\n  help: look elsewhere")
        );
    }
}

/// Case 43, for every kind of fill.
#[test]
fn elements_that_are_not_floats_are_refused() {
    let drawn = with(|_: &[usize], _: &mut Stream| 0.0);
    let initializers: [&dyn Initializer; 5] =
        [&zeros(), &constant(0.5), &normal(), &identity(), &drawn];
    for initializer in initializers {
        for name in ["i64", "bool", "c64", "f8e4m3"] {
            let tensor = Foreign::new(&[2, 2]).dtype(DType::Other(name));
            assert_eq!(
                refused(tensor, &Declared::new(initializer)),
                format!(
                    "elements of type `{name}` cannot be initialized\n  \
                     help: use a tensor of f32 or f64"
                )
            );
        }
    }
}

/// Case 39: a shared slice is a tensor that can be read alone.
#[test]
fn a_shared_slice_is_refused() {
    let memory = [UNTOUCHED; 4];
    let law = normal();
    let declared = Declared::new(&law);
    let mut model = Guarded::new(Flat::new(memory.as_slice(), 4), &declared);
    let error = Watched::new().refused(&mut model);
    assert_eq!(
        error.to_string(),
        "`tensor`: a shared slice cannot be written\n  \
         help: make it `Flat::new(&mut data[..], shape)`\nnote: nothing was written"
    );
    assert_eq!(model.before, [UNTOUCHED; 3]);
}

/// The error of a tensor that fails while it is written: the parameters before it
/// are named, those after it are left alone.
#[track_caller]
fn fails(tensor: Foreign, expected: &str) -> Foreign {
    let law = normal();
    let declared = Declared::new(&law);
    let mut model = Guarded::new(tensor, &declared);
    let error = Watched::new().failed(&mut model);
    assert_eq!(error.written(), ["before"]);
    assert_eq!(
        error.to_string(),
        format!("`tensor`: {expected}\nnote: already written: `before`")
    );
    assert!(model.before.iter().all(|&value| value != UNTOUCHED));
    assert_eq!(model.behind, [UNTOUCHED; 3]);
    model.tensor
}

/// Case 51.
#[test]
fn a_write_that_fails_midway_names_what_was_written() {
    let problem = Problem::new(ErrorKind::Custom, "the upload failed").note("device 3");
    let tensor = fails(
        Foreign::new(&[3]).fails(problem),
        "the upload failed\n  note: device 3",
    );
    assert_eq!(tensor.writes, 1);
}

#[test]
fn all_that_was_written_is_named_in_order() {
    struct Four([[f32; 2]; 3], Foreign);
    impl Initialize for Four {
        fn visit_parameters(&self, visitor: &mut dyn init_core::walk::Visitor) {
            let ones = constant(1);
            for (name, tensor) in ["c", "a", "b"].into_iter().zip(&self.0) {
                visit(tensor, name, &Declared::new(&ones), visitor);
            }
            visit(&self.1, "d", &Declared::new(&ones), visitor);
        }
        fn visit_parameters_mut(&mut self, visitor: &mut dyn init_core::walk::VisitorMut) {
            let ones = constant(1);
            for (name, tensor) in ["c", "a", "b"].into_iter().zip(&mut self.0) {
                visit_mut(tensor, name, &Declared::new(&ones), visitor);
            }
            visit_mut(&mut self.1, "d", &Declared::new(&ones), visitor);
        }
    }
    let problem = Problem::new(ErrorKind::Custom, "the upload failed");
    let mut model = Four([[UNTOUCHED; 2]; 3], Foreign::new(&[2]).fails(problem));
    let error = Watched::new().failed(&mut model);
    assert_eq!(error.written(), ["c", "a", "b"]);
    assert_eq!(
        error.to_string(),
        "`d`: the upload failed\nnote: already written: `c`, `a`, `b`"
    );
    assert_eq!(model.0, [[1.0; 2]; 3]);
}

/// Case 33: a tensor whose memory is not as long as its shape says.
#[test]
fn memory_of_another_length_is_found_before_it_is_touched() {
    for length in [1, 11, 13] {
        let tensor = fails(
            Foreign::new(&[3, 4]).memory(length),
            &format!("the tensor's shape needs 12 elements, but its memory holds {length}"),
        );
        assert_eq!(tensor, {
            let mut untouched = Foreign::new(&[3, 4]).memory(length);
            untouched.writes = 1;
            untouched
        });
    }
    fails(
        Foreign::new(&[3, 4]).memory(11).strides(&[4, 1]),
        "the tensor's shape needs 12 elements, but its memory holds 11",
    );
    fails(
        Foreign::new(&[3, 4]).memory(12).strides(&[1]),
        "1 strides were given for 2 axes",
    );
}

/// Case 38: strides under which two indices share a place.
#[test]
fn aliased_strides_are_found_before_memory_is_touched() {
    for strides in [[0, 1], [1, 0], [0, 0], [1, 1], [3, 1], [1, 2], [2, 4]] {
        let tensor = fails(
            Foreign::new(&[3, 4]).memory(64).strides(&strides),
            &format!(
                "several elements share one address in memory (strides {strides:?})\n  \
                 help: initialize a tensor that owns its elements, then broadcast it"
            ),
        );
        let mut untouched = Foreign::new(&[3, 4]).memory(64).strides(&strides);
        untouched.writes = 1;
        assert_eq!(tensor, untouched);
    }
}

/// An axis of length 1 has no step, whatever its stride.
#[test]
fn strides_of_axes_of_length_one_do_not_matter() {
    let law = normal();
    let declared = Declared::new(&law);
    for (shape, strides) in [
        ([1, 1, 4], [0, 0, 1]),
        ([1, 1, 4], [1, 0, 1]),
        ([1, 2, 4], [7, 4, 1]),
        ([2, 1, 4], [4, 0, 1]),
        ([2, 1, 4], [4, usize::MAX, 1]),
        ([2, 4, 1], [4, 1, usize::MAX]),
    ] {
        let length = shape.iter().product();
        let tensor = Foreign::new(&shape).memory(length).strides(&strides);
        let mut model = Guarded::new(tensor, &declared);
        model
            .try_reset_parameters(&mut init_core::hidden::doc::rng())
            .unwrap();
    }
}

#[test]
fn strides_that_overflow_are_an_error() {
    let law = normal();
    let declared = Declared::new(&law);
    let tensor = Foreign::new(&[3, 4])
        .memory(12)
        .strides(&[usize::MAX / 2 + 1, 1]);
    let mut model = Guarded::new(tensor, &declared);
    assert!(Watched::new().failed(&mut model).has(ErrorKind::Length));
}

/// A tensor that reports one type and writes another.
#[test]
fn a_tensor_that_lies_about_its_type_is_an_error() {
    fails(
        Foreign::new(&[3]).dtype(DType::F64).memory(3),
        "the tensor reported elements of type f64 but writes f32",
    );
}

#[test]
fn reset_parameters_panics_with_the_whole_message() {
    let law = normal().std(-1);
    let declared = Declared::new(&law);
    let mut model = Guarded::new([UNTOUCHED; 2], &declared);
    let reset = std::panic::AssertUnwindSafe(|| {
        model.reset_parameters(&mut init_core::hidden::doc::rng());
    });
    let panic = std::panic::catch_unwind(reset).unwrap_err();
    assert_eq!(
        panic.downcast_ref::<String>().unwrap(),
        "`tensor`: `std` must be finite and not negative, found `-1`\nnote: nothing was written"
    );
    assert_eq!(model.tensor, [UNTOUCHED; 2]);
}

#[test]
fn every_problem_of_a_model_is_listed_at_once() {
    struct Three([f32; 2], [f32; 2], [f32; 2]);
    impl Initialize for Three {
        fn visit_parameters(&self, visitor: &mut dyn init_core::walk::Visitor) {
            let (first, second) = (normal().std(-1), init_core::initializer::xavier_normal());
            visit(&self.0, "a", &Declared::new(&first), visitor);
            visit(&self.1, "b", &Declared::new(&zeros()), visitor);
            visit(&self.2, "c", &Declared::new(&second), visitor);
        }
        fn visit_parameters_mut(&mut self, _: &mut dyn init_core::walk::VisitorMut) {
            unreachable!("the plan is refused");
        }
    }
    let mut model = Three([UNTOUCHED; 2], [UNTOUCHED; 2], [UNTOUCHED; 2]);
    let error = Watched::new().refused(&mut model);
    assert_eq!(
        error.to_string(),
        "2 problems\n\
         error: `a`: `std` must be finite and not negative, found `-1`\n\
         error: `c`: `xavier_normal` needs at least 2 axes to count fans, found shape [2]\n  \
         help: write `zeros`, `constant = …`, `uniform` or `normal`, or give `fan_in = …` and \
         `fan_out = …`\n\
         note: nothing was written"
    );
}
