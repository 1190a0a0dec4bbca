//! Numbers in a slice, and their shape.

use alloc::borrow::Cow;
use alloc::format;

use super::{Number, Parameter};
use crate::dtype::DType;

use crate::engine::{Element, Wide};
use crate::error::{ErrorKind, Problem};
use crate::tensor::{Lengths, Shape, checked_count, shown};
use crate::values::Values;

/// A slice of numbers with a shape: the parameter that a `Vec<f32>` is once its shape is
/// known, and the way to fill one without the derive.
///
/// ```
/// use init_core::initializer::xavier_uniform;
/// use init_core::parameter::Flat;
/// # let mut rng = init_core::hidden::doc::rng();
///
/// let mut weight = vec![0.0_f32; 10 * 300];
/// xavier_uniform().fill(&mut Flat::new(weight.as_mut_slice(), (10, 300)), &mut rng)?;
/// # Ok::<(), init_core::Error>(())
/// ```
#[derive(Debug)]
pub struct Flat<D> {
    data: D,
    shape: Lengths,
}

impl<D> Flat<D> {
    /// Numbers in row-major order. A shape that does not fit their number is an error of the
    /// plan.
    pub fn new(data: D, shape: impl Shape) -> Self {
        Self {
            data,
            shape: shape.to_lengths(),
        }
    }

    pub(crate) fn of(data: D, shape: Lengths) -> Self {
        Self { data, shape }
    }

    fn check_length(&self, length: usize) -> Result<(), Problem> {
        let product = checked_count(&self.shape);
        if product == Some(length) {
            return Ok(());
        }
        let product = product.map_or_else(|| "too many".into(), |product| format!("{product}"));
        Err(Problem::new(
            ErrorKind::Length,
            format!(
                "the shape {} has {product} values, but the storage holds {length}",
                shown(&self.shape)
            ),
        )
        .help("make the storage as long as the shape requires, or correct the shape"))
    }
}

/// Hands the elements of a slice to `sink`, widened.
pub(crate) fn read_slice<T: Element, V: Wide>(data: &[T], sink: &mut dyn FnMut(&[V])) {
    let mut wide = [V::default(); 256];
    for chunk in data.chunks(wide.len()) {
        for (wide, &value) in wide.iter_mut().zip(chunk) {
            *wide = V::of(value);
        }
        sink(&wide[..chunk.len()]);
    }
}

#[diagnostic::do_not_recommend]
impl<T: Number> Parameter for Flat<&mut [T]> {
    fn shape(&self) -> Cow<'_, [usize]> {
        Cow::Borrowed(&self.shape)
    }

    fn dtype(&self) -> DType {
        T::dtype()
    }

    fn flat_length(&self) -> Option<usize> {
        Some(self.data.len())
    }

    fn check(&self) -> Result<(), Problem> {
        self.check_length(self.data.len())
    }

    fn write(&mut self, values: &Values<'_>) -> Result<(), Problem> {
        values.contiguous(T::parts_mut(self.data))
    }

    fn read(&self, sink: &mut dyn FnMut(&[f64])) -> Result<(), Problem> {
        read_slice(T::parts(self.data), sink);
        Ok(())
    }

    fn read_integers(&self, sink: &mut dyn FnMut(&[i128])) -> Result<(), Problem> {
        read_slice(T::parts(self.data), sink);
        Ok(())
    }
}

/// Read only: planning refuses it.
#[diagnostic::do_not_recommend]
impl<T: Number> Parameter for Flat<&[T]> {
    fn shape(&self) -> Cow<'_, [usize]> {
        Cow::Borrowed(&self.shape)
    }

    fn dtype(&self) -> DType {
        T::dtype()
    }

    fn check(&self) -> Result<(), Problem> {
        Err(
            Problem::new(ErrorKind::ReadOnly, "a shared slice cannot be written")
                .help("make it `Flat::new(&mut data[..], shape)`"),
        )
    }

    fn write(&mut self, _: &Values<'_>) -> Result<(), Problem> {
        self.check()
    }

    fn read(&self, sink: &mut dyn FnMut(&[f64])) -> Result<(), Problem> {
        read_slice(T::parts(self.data), sink);
        Ok(())
    }

    fn read_integers(&self, sink: &mut dyn FnMut(&[i128])) -> Result<(), Problem> {
        read_slice(T::parts(self.data), sink);
        Ok(())
    }
}

/// A slice of numbers in a walk over `&self`, for memory that the field owns: it could be written,
/// but not through this reference.
pub(crate) struct Seen<'a, T>(pub(crate) Flat<&'a [T]>);

impl<T: Number> Parameter for Seen<'_, T> {
    fn shape(&self) -> Cow<'_, [usize]> {
        self.0.shape()
    }

    fn dtype(&self) -> DType {
        T::dtype()
    }

    fn flat_length(&self) -> Option<usize> {
        Some(self.0.data.len())
    }

    fn check(&self) -> Result<(), Problem> {
        self.0.check_length(self.0.data.len())
    }

    fn write(&mut self, values: &Values<'_>) -> Result<(), Problem> {
        self.0.write(values)
    }

    fn read(&self, sink: &mut dyn FnMut(&[f64])) -> Result<(), Problem> {
        self.0.read(sink)
    }

    fn read_integers(&self, sink: &mut dyn FnMut(&[i128])) -> Result<(), Problem> {
        self.0.read_integers(sink)
    }
}
