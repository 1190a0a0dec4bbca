//! Tensors that have the shape of a part.

use alloc::borrow::Cow;
use alloc::boxed::Box;
use alloc::format;
use core::any::Any;

use super::Declared;
use crate::dtype::DType;
use crate::error::{ErrorKind, Problem};
use crate::parameter::{Parameter, SharedId};
use crate::tensor::{Lengths, Shard, count, shown};
use crate::values::Values;

/// A tensor without a shape of its own, flat storage or none, in the shape of the part that a process
/// holds.
struct Parted<T> {
    tensor: T,
    shape: Lengths,
}

impl<'a> Declared<'a> {
    /// Hands over a tensor for which this is declared, in the shape of its part.
    pub(crate) fn hand_over(
        &self,
        tensor: &dyn Parameter,
        take: impl FnOnce(&dyn Parameter, &Declared<'_>),
    ) {
        match self.parted(tensor) {
            None => take(tensor, self),
            Some((shape, declared)) => take(&Parted { tensor, shape }, &declared),
        }
    }

    /// The same, to be written.
    pub(crate) fn hand_over_mut(
        &self,
        tensor: &mut dyn Parameter,
        take: impl FnOnce(&mut dyn Parameter, &Declared<'_>),
    ) {
        match self.parted(tensor) {
            None => take(tensor, self),
            Some((shape, declared)) => take(&mut Parted { tensor, shape }, &declared),
        }
    }

    /// The shape of the part of a tensor that has none of its own, and the declaration that tells the shape
    /// of the whole; `None` for any other tensor, and where the plan finds a mistake.
    fn parted(&self, tensor: &dyn Parameter) -> Option<(Lengths, Declared<'a>)> {
        let shard = self.shard_as_given()?;
        if tensor.has_memory() && tensor.flat_length().is_none() {
            return None;
        }
        let own = tensor.shape();
        let whole = self.whole_shape().unwrap_or(&own);
        let shape = shard.part(whole).ok()?.shape();
        let declared = self.clone().shard(Shard::clone(shard).of(whole));
        Some((shape, declared))
    }
}

macro_rules! parted {
    ($([$($reference:tt)+] |$this:ident, $values:ident| $write:expr;)*) => {$(
        impl Parameter for Parted<$($reference)+ dyn Parameter> {
            fn shape(&self) -> Cow<'_, [usize]> {
                Cow::Borrowed(&self.shape)
            }

            fn dtype(&self) -> DType {
                self.tensor.dtype()
            }

            fn has_memory(&self) -> bool {
                self.tensor.has_memory()
            }

            fn flat_length(&self) -> Option<usize> {
                self.tensor.flat_length()
            }

            fn shared_id(&self) -> Option<SharedId> {
                self.tensor.shared_id()
            }

            fn tie(&self) -> Option<Box<dyn Any>> {
                self.tensor.tie()
            }

            fn check(&self) -> Result<(), Problem> {
                match self.tensor.flat_length() {
                    Some(length) => check_length(&self.shape, length),
                    None => self.tensor.check(),
                }
            }

            fn write(&mut self, $values: &Values<'_>) -> Result<(), Problem> {
                let $this = self;
                $write
            }

            fn read(&self, sink: &mut dyn FnMut(&[f64])) -> Result<(), Problem> {
                self.tensor.read(sink)
            }

            fn read_integers(&self, sink: &mut dyn FnMut(&[i128])) -> Result<(), Problem> {
                self.tensor.read_integers(sink)
            }
        }
    )*};
}
parted! {
    [&] |_this, _values| Err(Problem::new(ErrorKind::ReadOnly, "the tensor is only read"));
    [&mut] |this, values| this.tensor.write(values);
}

/// Checks that storage is as long as a part.
fn check_length(shape: &[usize], length: usize) -> Result<(), Problem> {
    let needed = count(shape);
    if needed == length {
        return Ok(());
    }
    Err(Problem::new(
        ErrorKind::Length,
        format!(
            "the part has shape {} and {needed} values, but the storage holds {length}",
            shown(shape)
        ),
    )
    .help("make the storage as long as the part, or correct `shard`"))
}
