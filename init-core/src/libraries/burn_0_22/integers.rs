//! Parameters of integers and booleans: counters and flags, which burn does not train.

use alloc::borrow::Cow;
use alloc::boxed::Box;
use alloc::vec::Vec;
use core::any::Any;

use burn_core_0_22::module::Param;
use burn_core_0_22::tensor::{Bool, DType as BurnDType, Int, Tensor, TensorData};

use super::{data, engine_dtype, failed, lazy, tie, unwritable};
use crate::dtype::DType;
use crate::engine::Wide;
use crate::error::Problem;
use crate::parameter::{Parameter, SharedId, read_slice};
use crate::values::Values;

/// What a parameter holds, as burn has it.
trait Held {
    /// The type of its elements, or the one that a lazy parameter will have.
    fn held_dtype(&self) -> BurnDType;

    /// Its elements; there are none of a lazy parameter.
    fn held(&self) -> Result<TensorData, Problem>;
}

/// The elements of each kind, with the type that a lazy parameter of it will have.
macro_rules! parameters {
    ($($kind:ident $setting:ident;)*) => {$(
        #[diagnostic::do_not_recommend]
        impl<const D: usize> Parameter for Param<Tensor<D, $kind>> {
            fn shape(&self) -> Cow<'_, [usize]> {
                Cow::Owned(self.lazy_shape().to_vec())
            }

            fn dtype(&self) -> DType {
                engine_dtype(self.held_dtype())
            }

            fn shared_id(&self) -> Option<SharedId> {
                Some(SharedId::new("burn 0.22", self.id.val()))
            }

            fn tie(&self) -> Option<Box<dyn Any>> {
                Some(Box::new(self.clone()))
            }

            fn tied(&mut self, first: &dyn Any) -> Result<(), Problem> {
                tie(self, first)
            }

            fn write(&mut self, values: &Values<'_>) -> Result<(), Problem> {
                let (device, dtype) = (self.lazy_device(), self.held_dtype());
                let data = data(engine_dtype(dtype), values, self.lazy_shape().to_vec())?;
                let tensor = Tensor::from_data(data, (&device, dtype));
                *self = if self.is_initialized() {
                    self.clone().map(|_| tensor)
                } else {
                    self.clone().transform_for_load(tensor, self.id)
                };
                Ok(())
            }

            fn read(&self, sink: &mut dyn FnMut(&[f64])) -> Result<(), Problem> {
                read(&self.held()?, sink)
            }

            fn read_integers(&self, sink: &mut dyn FnMut(&[i128])) -> Result<(), Problem> {
                read(&self.held()?, sink)
            }
        }

        impl<const D: usize> Held for Param<Tensor<D, $kind>> {
            fn held_dtype(&self) -> BurnDType {
                if self.is_initialized() {
                    self.base().dtype()
                } else {
                    self.lazy_device().settings().$setting.into()
                }
            }

            fn held(&self) -> Result<TensorData, Problem> {
                if !self.is_initialized() {
                    return Err(lazy());
                }
                self.base().try_to_data().map_err(|error| failed(&error))
            }
        }
    )*};
}
parameters! {
    Int int_dtype;
    Bool bool_dtype;
}

/// Hands the elements of a tensor to `sink`, widened.
fn read<V: Wide>(data: &TensorData, sink: &mut dyn FnMut(&[V])) -> Result<(), Problem> {
    macro_rules! elements {
        ($($dtype:ident $integer:ident;)*) => {
            match data.dtype() {
                $(BurnDType::$dtype => {
                    read_slice(data.as_slice::<$integer>().map_err(|e| failed(&e))?, sink);
                })*
                BurnDType::Bool(_) => {
                    let booleans: Vec<bool> = data.iter::<bool>().collect();
                    read_slice(&booleans, sink);
                }
                other => return Err(unwritable(&alloc::format!("{other:?}"))),
            }
        };
    }
    elements! { I64 i64; I32 i32; I16 i16; I8 i8; U64 u64; U32 u32; U16 u16; U8 u8; }
    Ok(())
}
