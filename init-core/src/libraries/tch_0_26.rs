//! Tensors of tch 0.26: PyTorch's own, with any strides, on any device.
//!
//! Shallow clones of a tensor share its memory: where address, lengths and strides agree they are
//! one parameter, initialized under the first of its paths. A tensor is written in pieces, because
//! safe code can only hand libtorch memory that it copies.

#![allow(
    clippy::cast_possible_wrap,
    reason = "libtorch counts in i64, and so no tensor of it is longer"
)]

mod layers;
mod var_store;

use alloc::borrow::Cow;
use alloc::format;
use alloc::string::ToString;
use alloc::vec::Vec;
use core::ops::Range;

use float8_0_7::{F8E4M3, F8E5M2};
use half_2::{bf16, f16};
use tch_0_26::kind::Element as TchElement;
use tch_0_26::{Device, Kind, TchError, Tensor, no_grad_guard};

use crate::dtype::DType;
use crate::engine::Element;
use crate::error::{ErrorKind, Problem};
use crate::number::fnv::Fnv;
use crate::parameter::{Parameter, SharedId};
use crate::values::memory::span;
use crate::values::{Pieces, Values};

/// The bytes that are made on the host before they are copied to the tensor.
const PIECE: usize = 1 << 18;

/// The values that are read at once.
const READ: usize = 1 << 16;

#[diagnostic::do_not_recommend]
impl Parameter for Tensor {
    fn shape(&self) -> Cow<'_, [usize]> {
        Cow::Owned(axes(self).unwrap_or_default().0)
    }

    fn dtype(&self) -> DType {
        match self.f_kind() {
            Ok(Kind::Float) => DType::F32,
            Ok(Kind::Double) => DType::F64,
            Ok(Kind::Half) => DType::F16,
            Ok(Kind::BFloat16) => DType::Bf16,
            Ok(Kind::Float8e4m3fn) => DType::F8E4M3,
            Ok(Kind::Float8e5m2) => DType::F8E5M2,
            Ok(Kind::Uint8) => DType::U8,
            Ok(Kind::Int8) => DType::I8,
            Ok(Kind::Int16) => DType::I16,
            Ok(Kind::Int) => DType::I32,
            Ok(Kind::Int64) => DType::I64,
            Ok(Kind::Bool) => DType::Bool,
            Ok(other) => DType::Other(name(other)),
            Err(_) => DType::Other("unknown"),
        }
    }

    fn shared_id(&self) -> Option<SharedId> {
        let (shape, strides) = axes(self).ok()?;
        let address = self.data_ptr().addr();
        if address == 0 {
            return None;
        }
        let view = (shape.into_iter().zip(strides))
            .filter(|&(length, _)| length > 1)
            .flat_map(|(length, stride)| [length, stride])
            .chain([address])
            .fold(Fnv::new(), |hash, number| hash.with(number.to_le_bytes()));
        Some(SharedId::new("tch", view.value()))
    }

    fn check(&self) -> Result<(), Problem> {
        let (shape, strides) = axes(self)?;
        if !self.f_is_leaf().map_err(failed)? {
            return Err(Problem::new(
                ErrorKind::ReadOnly,
                "the tensor is computed from a variable, or a view of one, and not a variable itself",
            )
            .help("keep the variable in the field, and compute from it where it is used")
            .note("for a view that only transposes a variable, keep the variable, and write `layout = \"io\"` on its field"));
        }
        if shape.contains(&0) {
            return Ok(());
        }
        span(&shape, &strides).map(|_| ())
    }

    fn write(&mut self, values: &Values<'_>) -> Result<(), Problem> {
        match self.f_kind().map_err(failed)? {
            Kind::Float => overwrite::<f32>(self, values, Tensor::f_from_slice),
            Kind::Double => overwrite::<f64>(self, values, Tensor::f_from_slice),
            Kind::Half => overwrite::<f16>(self, values, Tensor::f_from_slice),
            // tch gives the bits of bf16 the kind of f16.
            Kind::BFloat16 => overwrite::<bf16>(self, values, |piece| {
                Tensor::f_from_slice(piece)?.f_view_dtype(Kind::BFloat16)
            }),
            kind @ Kind::Float8e4m3fn => overwrite::<F8E4M3>(self, values, |piece| {
                bytes(piece.iter().map(F8E4M3::to_bits), kind)
            }),
            kind @ Kind::Float8e5m2 => overwrite::<F8E5M2>(self, values, |piece| {
                bytes(piece.iter().map(F8E5M2::to_bits), kind)
            }),
            Kind::Uint8 => overwrite::<u8>(self, values, Tensor::f_from_slice),
            Kind::Int8 => overwrite::<i8>(self, values, Tensor::f_from_slice),
            Kind::Int16 => overwrite::<i16>(self, values, Tensor::f_from_slice),
            Kind::Int => overwrite::<i32>(self, values, Tensor::f_from_slice),
            Kind::Int64 => overwrite::<i64>(self, values, Tensor::f_from_slice),
            Kind::Bool => overwrite::<bool>(self, values, Tensor::f_from_slice),
            other => Err(Problem::new(
                ErrorKind::DType,
                format!("a tensor of `{}` cannot be written", name(other)),
            )),
        }
    }

    fn read(&self, sink: &mut dyn FnMut(&[f64])) -> Result<(), Problem> {
        read::<f64>(self, sink)
    }

    fn read_integers(&self, sink: &mut dyn FnMut(&[i128])) -> Result<(), Problem> {
        // libtorch has no wider integer.
        read::<i64>(self, &mut |values| {
            let wide: Vec<i128> = values.iter().map(|&value| value.into()).collect();
            sink(&wide);
        })
    }
}

/// Hands the elements to `sink` in pieces, converted to another type.
fn read<T: TchElement>(tensor: &Tensor, sink: &mut dyn FnMut(&[T])) -> Result<(), Problem> {
    let (shape, _) = axes(tensor)?;
    let mut wide = Vec::new();
    for piece in Pieces::new(&shape, READ) {
        let length = piece.iter().map(ExactSizeIterator::len).product();
        wide.resize(length, T::ZERO);
        convert(tensor, &piece, &mut wide).map_err(failed)?;
        sink(&wide);
    }
    Ok(())
}

/// The lengths and the strides of the axes.
fn axes(tensor: &Tensor) -> Result<(Vec<usize>, Vec<usize>), Problem> {
    if !tensor.defined() {
        return Err(
            Problem::new(ErrorKind::NotMaterialized, "the tensor is undefined")
                .help("make it, e.g. with `Tensor::empty`, before the reset"),
        );
    }
    // libtorch answers only for a tensor with a storage, lengths and strides. Asked for them
    // elsewhere, tch panics.
    if !tensor.f_is_set_to(tensor).unwrap_or(false) {
        return Err(Problem::new(
            ErrorKind::ReadOnly,
            "the tensor is sparse, nested or quantized, or on a device whose memory libtorch does not show",
        )
        .help("initialize a dense tensor, and convert it where it is used"));
    }
    let counts = |counts: Vec<i64>| counts.into_iter().map(|count| count as usize).collect();
    Ok((counts(tensor.size()), counts(tensor.stride())))
}

/// Copies the values to the tensor, piece by piece.
fn overwrite<T: Element>(
    tensor: &Tensor,
    values: &Values<'_>,
    upload: impl Fn(&[T]) -> Result<Tensor, TchError>,
) -> Result<(), Problem> {
    let order: Vec<i64> = values.order().iter().map(|&axis| axis as i64).collect();
    values.pieces(PIECE / size_of::<T>(), |piece, values: &[T]| {
        copy(tensor, &order, piece, || upload(values)).map_err(failed)
    })
}

fn copy(
    tensor: &Tensor,
    order: &[i64],
    piece: &[Range<usize>],
    upload: impl Fn() -> Result<Tensor, TchError>,
) -> Result<(), TchError> {
    // Only here: while values are made, a thread may do other work of its pool.
    let _guard = no_grad_guard();
    let mut target = cut(tensor.f_permute(order)?, piece)?;
    target.f_copy_(&upload()?.f_view(target.size().as_slice())?)
}

/// The part of a tensor that lies in these ranges.
fn cut(tensor: Tensor, piece: &[Range<usize>]) -> Result<Tensor, TchError> {
    let ranges = piece.iter().enumerate();
    ranges.into_iter().try_fold(tensor, |part, (axis, range)| {
        part.f_narrow(axis as i64, range.start as i64, range.len() as i64)
    })
}

/// Elements of one byte, for which tch has no type.
fn bytes(bits: impl Iterator<Item = u8>, kind: Kind) -> Result<Tensor, TchError> {
    let bits: Vec<u8> = bits.collect();
    Tensor::f_from_slice(&bits)?.f_view_dtype(kind)
}

fn convert<T: TchElement>(
    tensor: &Tensor,
    piece: &[Range<usize>],
    wide: &mut [T],
) -> Result<(), TchError> {
    let _guard = no_grad_guard();
    let host = cut(tensor.shallow_clone(), piece)?.f_to_device(Device::Cpu)?;
    host.f_to_kind(T::KIND)?.f_copy_data(wide, wide.len())
}

fn name(kind: Kind) -> &'static str {
    match kind {
        Kind::Uint8 => "Uint8",
        Kind::Int8 => "Int8",
        Kind::Int16 => "Int16",
        Kind::Int => "Int",
        Kind::Int64 => "Int64",
        Kind::Half => "Half",
        Kind::Float => "Float",
        Kind::Double => "Double",
        Kind::ComplexHalf => "ComplexHalf",
        Kind::ComplexFloat => "ComplexFloat",
        Kind::ComplexDouble => "ComplexDouble",
        Kind::Bool => "Bool",
        Kind::QInt8 => "QInt8",
        Kind::QUInt8 => "QUInt8",
        Kind::QInt32 => "QInt32",
        Kind::BFloat16 => "BFloat16",
        Kind::Float8e5m2 => "Float8e5m2",
        Kind::Float8e4m3fn => "Float8e4m3fn",
        Kind::Float8e5m2fnuz => "Float8e5m2fnuz",
        Kind::Float8e4m3fnuz => "Float8e4m3fnuz",
    }
}

/// The errors of libtorch end in a backtrace.
#[allow(clippy::needless_pass_by_value, reason = "it is passed to `map_err`")]
fn failed(error: TchError) -> Problem {
    let error = error.to_string();
    let message = error.lines().next().unwrap_or_default();
    Problem::new(ErrorKind::Custom, format!("tch failed: {message}"))
}
