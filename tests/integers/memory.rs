//! Memory of types that implement `Parameter` themselves.

use std::borrow::Cow;

use init_core::error::Problem;
use init_core::tensor::DType;
use init_core::values::Values;
use init_core::walk::Parameters;
use init_core::{Initialize, Parameter, Report, Reset};

/// A tensor on another device, whose author knew of floats alone.
#[derive(Default)]
struct Remote(Vec<i64>);

impl Parameter for Remote {
    fn shape(&self) -> Cow<'_, [usize]> {
        vec![self.0.len()].into()
    }

    fn dtype(&self) -> DType {
        DType::I64
    }

    fn write(&mut self, values: &Values<'_>) -> Result<(), Problem> {
        values.pieces(3, |piece, made: &[i64]| {
            self.0[piece[0].clone()].copy_from_slice(made);
            Ok(())
        })
    }

    fn read(&self, sink: &mut dyn FnMut(&[f64])) -> Result<(), Problem> {
        for &value in &self.0 {
            sink(&[value as f64]);
        }
        Ok(())
    }
}

#[derive(Initialize)]
struct Model<T: Parameters> {
    #[init(constant = self.value)]
    count: T,
    #[init(skip)]
    value: i64,
}

#[test]
fn small_integers_are_read_as_floats() {
    let mut model = Model {
        count: Remote(vec![0; 8]),
        value: (1 << 53) - 1,
    };
    let plan = Reset::seed(1).run(&mut model).unwrap();
    assert_eq!(model.count.0, [(1 << 53) - 1; 8]);
    let report = Report::measure(&plan, &model).unwrap();
    let exact = report.entries()[0].deviation().unwrap();
    assert_eq!(exact.largest(), 0.0);
}

#[test]
fn large_ones_need_a_method_of_their_own() {
    let mut model = Model {
        count: Remote(vec![0; 8]),
        value: (1 << 53) + 1,
    };
    let plan = Reset::seed(1).run(&mut model).unwrap();
    assert_eq!(model.count.0, [(1 << 53) + 1; 8]);
    let error = Report::measure(&plan, &model).unwrap_err();
    assert_eq!(
        error.to_string(),
        "`count`: it reads `9007199254740992.0` as a float, which may not be the integer that it holds
  help: implement `Parameter::read_integers` for the tensor
note: nothing was written"
    );
}

/// A pointer hands the method on.
#[test]
fn a_boxed_tensor_is_read_exactly() {
    struct Exact(Remote);

    impl Parameter for Exact {
        fn shape(&self) -> Cow<'_, [usize]> {
            self.0.shape()
        }

        fn dtype(&self) -> DType {
            self.0.dtype()
        }

        fn write(&mut self, values: &Values<'_>) -> Result<(), Problem> {
            self.0.write(values)
        }

        fn read(&self, sink: &mut dyn FnMut(&[f64])) -> Result<(), Problem> {
            self.0.read(sink)
        }

        fn read_integers(&self, sink: &mut dyn FnMut(&[i128])) -> Result<(), Problem> {
            (self.0.0.iter()).for_each(|&value| sink(&[value.into()]));
            Ok(())
        }
    }

    let mut model = Model {
        count: Box::new(Exact(Remote(vec![0; 8]))) as Box<dyn Parameter>,
        value: i64::MAX,
    };
    let plan = Reset::seed(1).run(&mut model).unwrap();
    let report = Report::measure(&plan, &model).unwrap();
    let exact = report.entries()[0].deviation().unwrap();
    assert_eq!(exact.largest(), 0.0);
}

#[test]
fn memory_of_another_type_is_refused() {
    struct Wrong(Vec<i32>);

    impl Parameter for Wrong {
        fn shape(&self) -> Cow<'_, [usize]> {
            vec![self.0.len()].into()
        }

        fn dtype(&self) -> DType {
            DType::I64
        }

        fn write(&mut self, values: &Values<'_>) -> Result<(), Problem> {
            values.contiguous(&mut self.0)
        }

        fn read(&self, _: &mut dyn FnMut(&[f64])) -> Result<(), Problem> {
            Ok(())
        }
    }

    let mut model = Model {
        count: Wrong(vec![7; 2]),
        value: 1,
    };
    let error = Reset::seed(1).run(&mut model).unwrap_err();
    assert!(
        error
            .to_string()
            .contains("reported elements of type i64 but writes i32"),
        "{error}"
    );
    assert_eq!(model.count.0, [7; 2]);
}
