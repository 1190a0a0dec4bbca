//! burn 0.22: parameters, running statistics, the layers of burn-nn, and whole modules.
//!
//! A field of type `Param<Tensor<D>>` takes an initializer like any tensor, and so does one of `Int` or
//! `Bool` whose value is `constant`, such as a counter. One struct may
//! derive both burn's `Module` and [`Initialize`](crate::model::Initialize):
//!
//! ```
//! use burn_core_0_22 as burn;
//! # use burn_nn_0_22 as burn_nn;
//! use burn::module::{Module, Param};
//! use burn::tensor::Tensor;
//! use init_core::Initialize;
//!
//! #[derive(Module, Debug, Initialize)]
//! struct Net {
//!     fc: burn_nn::Linear,
//!     #[init(normal, std = 0.02)]
//!     token: Param<Tensor<1>>,
//! }
//! ```
//!
//! # Kept by a reset
//!
//! The parameter's id, its device, its element type, whether it requires gradients, and the
//! functions that map it when it is loaded and saved. A lazy initializer never runs: its parameter
//! is initialized with the new values, in the float type of new tensors on its device.
//!
//! # Tied parameters
//!
//! burn's clones of a `Param` have one id, but writing one leaves the others as they are. Here
//! parameters with one id are initialized once, under the first of their paths, and the
//! others become clones of that one again.
//!
//! # Layouts
//!
//! burn's `Linear` computes x·W, so its weight is `io`; a transposed convolution is `io…`, all
//! others are `oi…`. The layers of burn-nn and [`BurnModule`] declare that, so that one key gives
//! the same network here and in a library whose `Linear` is `oi`. For a bare `Param` the field
//! declares it: `layout = "io"`.

mod as_module;
mod defaults;
mod facts;
mod integers;
mod layers;
mod whole;

use alloc::borrow::Cow;
use alloc::boxed::Box;
use alloc::format;
use alloc::vec;
use alloc::vec::Vec;
use core::any::Any;

use burn_core_0_22::module::{Module, ModuleMapper, ModuleVisitor, Param, ParamId, RunningState};
use burn_core_0_22::tensor::{DType as BurnDType, Element as BurnElement, Tensor, TensorData};
use half_2::{bf16, f16};

pub use whole::BurnModule;

use crate::dtype::DType;
use crate::engine::Element;
use crate::error::{ErrorKind, Problem};
use crate::parameter::{Parameter, SharedId, read_slice};
use crate::values::Values;

/// burn's type as the engine's. On the host, `Flex32` is stored as `f32`.
fn engine_dtype(dtype: BurnDType) -> DType {
    match dtype {
        BurnDType::F64 => DType::F64,
        BurnDType::F32 | BurnDType::Flex32 => DType::F32,
        BurnDType::F16 => DType::F16,
        BurnDType::BF16 => DType::Bf16,
        BurnDType::I64 => DType::I64,
        BurnDType::I32 => DType::I32,
        BurnDType::I16 => DType::I16,
        BurnDType::I8 => DType::I8,
        BurnDType::U64 => DType::U64,
        BurnDType::U32 => DType::U32,
        BurnDType::U16 => DType::U16,
        BurnDType::U8 => DType::U8,
        BurnDType::Bool(_) => DType::Bool,
        BurnDType::QFloat(_) => DType::Other("QFloat"),
    }
}

/// The type that a parameter has, or will have.
fn dtype_of<const D: usize>(param: &Param<Tensor<D>>) -> BurnDType {
    if param.is_initialized() {
        param.base().dtype()
    } else {
        param.lazy_device().settings().float_dtype.into()
    }
}

/// An initialized stand-in for a lazy parameter, made as burn makes one that is loaded, and so
/// without its initializer: the smallest tensor that shows how the parameter's function for loading
/// moves the axes.
fn stand_in<const D: usize>(param: &Param<Tensor<D>>) -> Param<Tensor<D>> {
    let mut lengths = [1; D];
    if let [_, last] = lengths.as_mut_slice() {
        *last = 2;
    }
    let options = (&param.lazy_device(), dtype_of(param));
    let tensor = Tensor::zeros(lengths, options);
    param.clone().transform_for_load(tensor, param.id)
}

/// The shape of the value that a parameter has, or will have. While lazy, the weight of a `Linear`
/// made with `LinearLayout::Col` is the transpose of the initialized one.
fn shape_of<const D: usize>(param: &Param<Tensor<D>>) -> Vec<usize> {
    let mut shape = param.lazy_shape().to_vec();
    if !param.is_initialized() && D == 2 && stand_in(param).base().dims()[0] == 2 {
        shape.reverse();
    }
    shape
}

/// All values of a tensor, as burn takes them.
fn data(dtype: DType, values: &Values<'_>, shape: Vec<usize>) -> Result<TensorData, Problem> {
    match dtype {
        DType::F32 => data_as::<f32>(values, shape),
        DType::F64 => data_as::<f64>(values, shape),
        DType::F16 => data_as::<f16>(values, shape),
        DType::Bf16 => data_as::<bf16>(values, shape),
        DType::I64 => data_as::<i64>(values, shape),
        DType::I32 => data_as::<i32>(values, shape),
        DType::I16 => data_as::<i16>(values, shape),
        DType::I8 => data_as::<i8>(values, shape),
        DType::U64 => data_as::<u64>(values, shape),
        DType::U32 => data_as::<u32>(values, shape),
        DType::U16 => data_as::<u16>(values, shape),
        DType::U8 => data_as::<u8>(values, shape),
        DType::Bool => data_as::<bool>(values, shape),
        DType::F8E4M3 | DType::F8E5M2 => Err(unwritable("an 8-bit float")),
        DType::C64 | DType::C128 => Err(unwritable("complex")),
        DType::Other(name) => Err(unwritable(name)),
    }
}

fn data_as<T: Element + BurnElement>(
    values: &Values<'_>,
    shape: Vec<usize>,
) -> Result<TensorData, Problem> {
    let mut memory = vec![T::round(0.0); values.len()];
    values.contiguous(&mut memory)?;
    Ok(TensorData::new(memory, shape))
}

/// The parameter with other values.
fn overwritten<const D: usize>(
    param: &Param<Tensor<D>>,
    values: &Values<'_>,
) -> Result<Param<Tensor<D>>, Problem> {
    let dtype = dtype_of(param);
    let data = data(engine_dtype(dtype), values, shape_of(param))?;
    let device = param.lazy_device();
    let tensor = device
        .memory_persistent_allocations(data, |data| Tensor::<D>::from_data(data, (&device, dtype)));
    let live = if param.is_initialized() {
        param.clone()
    } else {
        stand_in(param)
    };
    Ok(live.map(|old| tensor.set_require_grad(old.is_require_grad())))
}

fn unwritable(name: &str) -> Problem {
    Problem::new(
        ErrorKind::DType,
        format!("its elements are of burn's type {name}, which is not one that is initialized"),
    )
    .help("initialize the module before it is quantized, or leave it out of the reset")
}

/// Hands the elements of a tensor to `sink`.
fn read<const D: usize>(tensor: &Tensor<D>, sink: &mut dyn FnMut(&[f64])) -> Result<(), Problem> {
    let data = tensor.try_to_data().map_err(|error| failed(&error))?;
    match data.dtype() {
        BurnDType::F64 => read_slice(data.as_slice::<f64>().map_err(|e| failed(&e))?, sink),
        BurnDType::F16 => read_slice(data.as_slice::<f16>().map_err(|e| failed(&e))?, sink),
        BurnDType::BF16 => read_slice(data.as_slice::<bf16>().map_err(|e| failed(&e))?, sink),
        BurnDType::F32 | BurnDType::Flex32 => {
            let data = data.try_cast(BurnDType::F32).map_err(|e| failed(&e))?;
            read_slice(data.as_slice::<f32>().map_err(|e| failed(&e))?, sink);
        }
        other => return Err(unwritable(&format!("{other:?}"))),
    }
    Ok(())
}

fn failed(error: &dyn core::fmt::Display) -> Problem {
    Problem::new(ErrorKind::Custom, format!("burn cannot read it: {error}"))
}

/// The problem of reading a parameter whose initializer, burn's own, has not run.
fn lazy() -> Problem {
    Problem::new(
        ErrorKind::NotMaterialized,
        "it is lazy, and reading it would run burn's own initializer",
    )
    .help("reset it first, or call `val` on it to have burn initialize it")
}

/// Makes a parameter a clone of the first one of its id.
fn tie<P: Clone + 'static>(param: &mut P, first: &dyn Any) -> Result<(), Problem> {
    let first = first.downcast_ref::<P>().ok_or_else(|| {
        Problem::new(
            ErrorKind::Conflict,
            "another parameter of the model has its id, but not its number of axes",
        )
        .help("give one of the two an id of its own, with `ParamId::new()`")
    })?;
    param.clone_from(first);
    Ok(())
}

/// Overwrites the first tensor that burn hands it: a parameter's own, and not those attached to it,
/// such as the factors of LoRA.
struct Overwrite<'v> {
    values: &'v Values<'v>,
    result: Option<Result<(), Problem>>,
}

impl ModuleMapper for Overwrite<'_> {
    fn map_float<const D: usize>(&mut self, param: Param<Tensor<D>>) -> Param<Tensor<D>> {
        if self.result.is_some() {
            return param;
        }
        match overwritten(&param, self.values) {
            Ok(new) => {
                self.result = Some(Ok(()));
                new
            }
            Err(problem) => {
                self.result = Some(Err(problem));
                param
            }
        }
    }
}

#[diagnostic::do_not_recommend]
impl<const D: usize> Parameter for Param<Tensor<D>> {
    fn shape(&self) -> Cow<'_, [usize]> {
        Cow::Owned(shape_of(self))
    }

    fn dtype(&self) -> DType {
        engine_dtype(dtype_of(self))
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
        let mut overwrite = Overwrite {
            values,
            result: None,
        };
        // Mapped as a module, it keeps the modules attached to it.
        *self = Module::map(self.clone(), &mut overwrite);
        overwrite.result.unwrap_or(Ok(()))
    }

    fn read(&self, sink: &mut dyn FnMut(&[f64])) -> Result<(), Problem> {
        if !self.is_initialized() {
            return Err(lazy());
        }
        read(&self.base(), sink)
    }
}

/// Finds the id of running statistics, which burn shows only to visitors.
struct FindId(Option<ParamId>);

impl ModuleVisitor for FindId {
    fn visit_float<const D: usize>(&mut self, param: &Param<Tensor<D>>) {
        self.0 = Some(param.id);
    }
}

/// The running statistics of a batch norm. Overwriting them drops the updates that threads have
/// handed in and that are not averaged yet; other clones of the statistics keep theirs.
#[diagnostic::do_not_recommend]
impl<const D: usize> Parameter for RunningState<Tensor<D>> {
    fn shape(&self) -> Cow<'_, [usize]> {
        Cow::Owned(self.value().dims().to_vec())
    }

    fn dtype(&self) -> DType {
        engine_dtype(self.value().dtype())
    }

    fn write(&mut self, values: &Values<'_>) -> Result<(), Problem> {
        let mut id = FindId(None);
        self.visit(&mut id);
        let id = id.0.unwrap_or_default();
        let old = Param::initialized(id, self.value());
        *self = Self::with_id(id, overwritten(&old, values)?.into_value());
        Ok(())
    }

    fn read(&self, sink: &mut dyn FnMut(&[f64])) -> Result<(), Problem> {
        read(&self.value(), sink)
    }
}
