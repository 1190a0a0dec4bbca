//! The parameters that an error names as written.

use std::borrow::Cow;

use init_core::error::Problem;
use init_core::initializer::{normal, ones};
use init_core::parameter::Flat;
use init_core::tensor::DType;
use init_core::values::Values;
use init_core::walk::Declared;
use init_core::{Error, ErrorKind, Parameter};

use crate::{Guarded, UNTOUCHED, Watched};

/// A tensor of eight values that takes so many of them and then fails.
#[derive(Debug)]
struct Failing {
    memory: [f32; 8],
    takes: usize,
}

impl Parameter for Failing {
    fn shape(&self) -> Cow<'_, [usize]> {
        Cow::Owned(vec![8])
    }

    fn dtype(&self) -> DType {
        DType::F32
    }

    fn write(&mut self, values: &Values<'_>) -> Result<(), Problem> {
        values.range(0, &mut self.memory[..self.takes])?;
        Err(Problem::new(ErrorKind::Custom, "the upload failed"))
    }

    fn read(&self, sink: &mut dyn FnMut(&[f64])) -> Result<(), Problem> {
        sink(&self.memory.map(f64::from));
        Ok(())
    }
}

fn failing(takes: usize) -> Failing {
    Failing {
        memory: [UNTOUCHED; 8],
        takes,
    }
}

/// The failure of a parameter before which another is written.
fn second(takes: usize) -> Error {
    let law = normal();
    let declared = Declared::new(&law);
    let mut model = Guarded::new(failing(takes), &declared);
    let error = Watched::new().failed(&mut model);
    assert!(model.before.iter().all(|&value| value != UNTOUCHED));
    assert_eq!(model.behind, [UNTOUCHED; 3]);
    let written = model.tensor.memory.iter();
    assert_eq!(written.filter(|&&value| value != UNTOUCHED).count(), takes);
    error
}

#[test]
fn what_is_written_in_part_is_named_beside_what_is_written_whole() {
    let error = second(3);
    assert_eq!(error.written(), ["before"]);
    assert_eq!(error.partly_written(), Some("tensor"));
    assert_eq!(
        error.to_string(),
        "`tensor`: the upload failed\n\
         note: already written: `before`; `tensor` may be partly written"
    );
}

#[test]
fn a_tensor_that_took_no_value_is_as_it_was() {
    let error = second(0);
    assert_eq!(error.written(), ["before"]);
    assert_eq!(error.partly_written(), None);
    assert_eq!(
        error.to_string(),
        "`tensor`: the upload failed\nnote: already written: `before`"
    );
}

/// The failure of one tensor that is filled without a model.
fn alone<P: Parameter>(tensor: &mut P) -> Error {
    let result = ones().fill(tensor, &mut init_core::hidden::doc::rng());
    result.unwrap_err()
}

#[test]
fn one_tensor_needs_no_name() {
    let error = alone(&mut failing(3));
    assert_eq!(
        (error.written(), error.partly_written()),
        (&[][..], Some(""))
    );
    let text = "the upload failed\nnote: it may be partly written";
    assert_eq!(error.to_string(), text);
    for error in [
        alone(&mut failing(0)),
        // Memory that is not as long as the shape says.
        alone(&mut crate::foreign::Foreign::new(&[4]).memory(3)),
        // A type that is not the reported one.
        alone(
            &mut crate::foreign::Foreign::new(&[4])
                .dtype(DType::F64)
                .memory(4),
        ),
        // Found by the plan.
        alone(&mut Flat::new(&mut [0.0_f32; 3][..], 4)),
    ] {
        assert_eq!((error.written(), error.partly_written()), (&[][..], None));
        assert!(error.to_string().ends_with("\nnote: nothing was written"));
    }
}

/// The first of several, in part.
#[test]
fn the_first_of_a_model_is_named_too() {
    struct One(Failing);
    impl init_core::Initialize for One {
        fn visit_parameters(&self, visitor: &mut dyn init_core::walk::Visitor) {
            crate::visit(&self.0, "first", &Declared::new(&ones()), visitor);
        }
        fn visit_parameters_mut(&mut self, visitor: &mut dyn init_core::walk::VisitorMut) {
            crate::visit_mut(&mut self.0, "first", &Declared::new(&ones()), visitor);
        }
    }
    let error = Watched::new().failed(&mut One(failing(3)));
    assert_eq!(error.written(), [""; 0]);
    assert_eq!(error.partly_written(), Some("first"));
    assert_eq!(
        error.to_string(),
        "`first`: the upload failed\nnote: `first` may be partly written"
    );
}
