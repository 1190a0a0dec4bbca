//! candle 0.11: variables, the layers of candle-nn, and whole models.
//!
//! A `Var`, and a `Tensor` that is one, is a parameter. A layer of candle-nn is a module. A model
//! that takes a `VarBuilder` gets one from [`Variables`], which keeps its layers' own hints.
//!
//! Clones of a tensor share its memory: it is initialized once, under the first of its paths. On
//! the CPU its memory is written in place; on another device a copy is made on the host and
//! uploaded.

mod hint;
mod layers;
mod var_map;
mod variables;

use alloc::borrow::Cow;
use alloc::format;
use alloc::string::ToString;
use alloc::vec::Vec;
use core::cell::Cell;
use core::hash::{Hash, Hasher};

use candle_core_0_11::{
    CpuStorage, DType as CandleDType, Device, Error, InplaceOp1, Layout, Result as CandleResult,
    Storage, Tensor, Var, WithDType,
};
use float8_0_7::F8E4M3;
use half_2::{bf16, f16};

pub use variables::Variables;

use crate::dtype::DType;
use crate::engine::{Element, Held, Wide};
use crate::error::{ErrorKind, Problem};
use crate::parameter::{Parameter, SharedId, read_slice};
use crate::values::Values;

/// Hands every type of elements that is written to a macro: candle's name for it, and Rust's.
macro_rules! kinds {
    ($table:ident) => {
        $table! {
            F32 f32; F64 f64; F16 f16; BF16 bf16; F8E4M3 F8E4M3;
            U8 u8; U32 u32; I16 i16; I32 i32; I64 i64;
        }
    };
}

macro_rules! by_kind {
    ($($kind:ident $rust:ident;)*) => {
        fn dtype_of(kind: CandleDType) -> DType {
            match kind {
                $(CandleDType::$kind => <$rust as Element>::DTYPE,)*
                other => DType::Other(other.as_str()),
            }
        }

        /// Writes a tensor on any device, by way of a copy on the host.
        fn upload(tensor: &Tensor, values: &Values<'_>) -> Result<(), Problem> {
            match tensor.dtype() {
                $(CandleDType::$kind => upload_as::<$rust>(tensor, values),)*
                other => Err(unwritable(other)),
            }
        }

        fn overwrite(
            storage: &mut CpuStorage,
            layout: &Layout,
            values: &Values<'_>,
        ) -> Result<(), Problem> {
            match storage {
                $(CpuStorage::$kind(memory) => overwrite_as(memory, layout, values),)*
                other => Err(unwritable(storage_type(other))),
            }
        }

        /// Hands the elements of a tensor to `sink`, widened.
        fn read<V: Wide>(tensor: &Tensor, sink: &mut dyn FnMut(&[V])) -> Result<(), Problem> {
            let host = tensor.to_device(&Device::Cpu).map_err(failed)?;
            let host = host.contiguous().map_err(failed)?;
            let (storage, layout) = host.storage_and_layout();
            let (start, end) = layout.contiguous_offsets().unwrap_or_default();
            match &*storage {
                $(Storage::Cpu(CpuStorage::$kind(memory)) => read_slice(&memory[start..end], sink),)*
                _ => return Err(unwritable(host.dtype())),
            }
            Ok(())
        }
    };
}
kinds!(by_kind);

#[diagnostic::do_not_recommend]
impl Parameter for Tensor {
    fn shape(&self) -> Cow<'_, [usize]> {
        Cow::Borrowed(self.dims())
    }

    fn dtype(&self) -> DType {
        dtype_of(Tensor::dtype(self))
    }

    fn shared_id(&self) -> Option<SharedId> {
        let mut id = Id(0);
        self.id().hash(&mut id);
        Some(SharedId::new("candle", id.finish()))
    }

    fn check(&self) -> Result<(), Problem> {
        if self.is_variable() {
            return Ok(());
        }
        if self.track_op() {
            return Err(Problem::new(
                ErrorKind::ReadOnly,
                "the tensor is computed from a variable, or a view of one, and not a variable itself",
            )
            .help("keep the variable in the field, and compute from it where it is used")
            .note("for a view that only transposes a variable, keep the variable, and write `layout = \"io\"` on its field"));
        }
        Err(
            Problem::new(ErrorKind::ReadOnly, "the tensor is not a variable")
                .help("make it one, `Var::from_tensor(&tensor)?.into_inner()`, or take it from the `VarBuilder` of a `VarMap`"),
        )
    }

    fn write(&mut self, values: &Values<'_>) -> Result<(), Problem> {
        // candle takes the strides of a shape such as [3, 0] for those of repeated elements.
        if values.is_empty() {
            return Ok(());
        }
        if matches!(self.device(), Device::Cpu) {
            let overwrite = Overwrite {
                values,
                problem: Cell::new(None),
            };
            let result = self.inplace_op1(&overwrite);
            return match overwrite.problem.take() {
                Some(problem) => Err(problem),
                None => result.map_err(failed),
            };
        }
        upload(self, values)
    }

    fn read(&self, sink: &mut dyn FnMut(&[f64])) -> Result<(), Problem> {
        read(self, sink)
    }

    fn read_integers(&self, sink: &mut dyn FnMut(&[i128])) -> Result<(), Problem> {
        read(self, sink)
    }
}

#[diagnostic::do_not_recommend]
impl Parameter for Var {
    fn shape(&self) -> Cow<'_, [usize]> {
        Parameter::shape(self.as_tensor())
    }

    fn dtype(&self) -> DType {
        Parameter::dtype(self.as_tensor())
    }

    fn shared_id(&self) -> Option<SharedId> {
        self.as_tensor().shared_id()
    }

    fn check(&self) -> Result<(), Problem> {
        self.as_tensor().check()
    }

    fn write(&mut self, values: &Values<'_>) -> Result<(), Problem> {
        self.as_tensor().clone().write(values)
    }

    fn read(&self, sink: &mut dyn FnMut(&[f64])) -> Result<(), Problem> {
        self.as_tensor().read(sink)
    }

    fn read_integers(&self, sink: &mut dyn FnMut(&[i128])) -> Result<(), Problem> {
        self.as_tensor().read_integers(sink)
    }
}

/// The number in a tensor's id, which only hashing the id reveals.
struct Id(u64);

impl Hasher for Id {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.0 = self.0 << 8 | u64::from(byte);
        }
    }

    fn write_usize(&mut self, number: usize) {
        self.0 = number as u64;
    }
}

/// Overwrites the memory of a tensor in place.
struct Overwrite<'v> {
    values: &'v Values<'v>,
    problem: Cell<Option<Problem>>,
}

impl InplaceOp1 for Overwrite<'_> {
    fn name(&self) -> &'static str {
        "init-core"
    }

    fn cpu_fwd(&self, storage: &mut CpuStorage, layout: &Layout) -> CandleResult<()> {
        // candle holds the lock of the storage.
        let _held = Held::new();
        self.problem
            .set(overwrite(storage, layout, self.values).err());
        Ok(())
    }
}

fn storage_type(storage: &CpuStorage) -> CandleDType {
    use candle_core_0_11::backend::BackendStorage;
    storage.dtype()
}

fn overwrite_as<T: Element>(
    memory: &mut [T],
    layout: &Layout,
    values: &Values<'_>,
) -> Result<(), Problem> {
    let memory = memory.get_mut(layout.start_offset()..).unwrap_or_default();
    values.strided(memory, layout.stride())
}

fn upload_as<T: Element + WithDType>(tensor: &Tensor, values: &Values<'_>) -> Result<(), Problem> {
    let mut host: Vec<T> = alloc::vec![T::round(0.0); tensor.elem_count()];
    values.contiguous(&mut host)?;
    let copy = Tensor::from_vec(host, tensor.shape(), tensor.device()).map_err(failed)?;
    let variable = Var::from_tensor(tensor).map_err(failed)?;
    variable.set(&copy).map_err(failed)
}

fn unwritable(found: CandleDType) -> Problem {
    let found = found.as_str();
    Problem::new(
        ErrorKind::DType,
        format!("a tensor of `{found}` cannot be written"),
    )
}

/// candle's errors end in a backtrace where the environment asks for one.
#[allow(clippy::needless_pass_by_value, reason = "it is passed to `map_err`")]
fn failed(error: Error) -> Problem {
    let error = error.to_string();
    let message = error.lines().next().unwrap_or_default();
    Problem::new(ErrorKind::Custom, format!("candle failed: {message}"))
}
