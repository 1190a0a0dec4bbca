//! Tensors whose shapes have more bytes than there are.

use std::borrow::Cow;

use init_core::error::Problem;
use init_core::safetensors::Save;
use init_core::tensor::DType;
use init_core::values::Values;
use init_core::{ErrorKind, Initialize, Parameter};

use crate::Folder;

/// A tensor of so many f64, which no memory holds.
struct Claimed(usize);

impl Parameter for Claimed {
    fn shape(&self) -> Cow<'_, [usize]> {
        vec![self.0].into()
    }
    fn dtype(&self) -> DType {
        DType::F64
    }
    fn write(&mut self, _: &Values<'_>) -> Result<(), Problem> {
        unreachable!("it is saved alone")
    }
    fn read(&self, _: &mut dyn FnMut(&[f64])) -> Result<(), Problem> {
        Ok(())
    }
}

#[derive(Initialize)]
struct Net {
    #[init(zeros)]
    a: Claimed,
    #[init(zeros)]
    b: Claimed,
    #[init(zeros)]
    c: Claimed,
}

/// Sums up to the last number and beyond, in one file and in several.
#[test]
fn sums_of_sizes_that_overflow_are_errors() {
    let folder = Folder::new("huge");
    let path = folder.file("m.safetensors");
    for counts in [
        [1 << 60, 1 << 60, 0],
        [1 << 60, (1 << 60) - 1, 0],
        [(1 << 60) - 1, 0, 0],
        [1 << 59, 1 << 59, 1 << 59],
        [(1 << 60) - 200, 1 << 60, (1 << 60) - 1],
    ] {
        let [a, b, c] = counts.map(Claimed);
        let net = Net { a, b, c };
        for largest in [1, 1 << 63, u64::MAX] {
            let error = Save::new()
                .max_shard_bytes(largest)
                .run(&net, &path)
                .unwrap_err();
            assert!(
                error.has(ErrorKind::TooLarge) || error.has(ErrorKind::Length),
                "{error}"
            );
        }
        let error = Save::new().run(&net, &path).unwrap_err();
        assert!(
            error.has(ErrorKind::TooLarge) || error.has(ErrorKind::Length),
            "{error}"
        );
    }
    assert!(folder.names().is_empty());
}
