//! The numbers of a file: little-endian floats, to and from the exact f64.

use alloc::vec::Vec;

use float8_0_7::{F8E4M3, F8E5M2};
use half_2::{bf16, f16};
use safetensors_0_8::Dtype;

use crate::dtype::DType;
use crate::engine::bounds::Stored;
use crate::values::Known;

/// The type in a file of a tensor's elements; `None` for types that this crate does not write.
pub(super) fn stored(dtype: DType) -> Option<Dtype> {
    match dtype {
        DType::F32 => Some(Dtype::F32),
        DType::F64 => Some(Dtype::F64),
        DType::F16 => Some(Dtype::F16),
        DType::Bf16 => Some(Dtype::BF16),
        DType::F8E4M3 => Some(Dtype::F8_E4M3),
        DType::F8E5M2 => Some(Dtype::F8_E5M2),
        DType::Other(_) => None,
    }
}

/// Whether a tensor of the type `dtype` holds every value of the type `stored` exactly.
pub(super) fn holds(dtype: DType, stored: Dtype) -> bool {
    match stored {
        Dtype::F8_E4M3 => !matches!(dtype, DType::F8E5M2 | DType::Other(_)),
        Dtype::F8_E5M2 => !matches!(dtype, DType::F8E4M3 | DType::Other(_)),
        Dtype::F16 => matches!(dtype, DType::F16 | DType::F32 | DType::F64),
        Dtype::BF16 => matches!(dtype, DType::Bf16 | DType::F32 | DType::F64),
        Dtype::F32 => matches!(dtype, DType::F32 | DType::F64),
        Dtype::F64 => matches!(dtype, DType::F64),
        _ => false,
    }
}

/// Makes of `bytes` those of values that `dtype` holds exactly.
pub(super) fn encode(dtype: Dtype, values: &[f64], bytes: &mut Vec<u8>) {
    match dtype {
        Dtype::F16 => each(values, bytes, |value| f16::from_f64(value).to_le_bytes()),
        Dtype::BF16 => each(values, bytes, |value| bf16::from_f64(value).to_le_bytes()),
        Dtype::F8_E4M3 => each(values, bytes, |value| [F8E4M3::round(value).to_bits()]),
        Dtype::F8_E5M2 => each(values, bytes, |value| [F8E5M2::round(value).to_bits()]),
        Dtype::F32 => each(values, bytes, |value| (value as f32).to_le_bytes()),
        _ => each(values, bytes, f64::to_le_bytes),
    }
}

fn each<const N: usize>(values: &[f64], bytes: &mut Vec<u8>, one: impl Fn(f64) -> [u8; N]) {
    bytes.resize(values.len() * N, 0);
    let (pieces, _) = bytes.as_chunks_mut::<N>();
    for (piece, &value) in pieces.iter_mut().zip(values) {
        *piece = one(value);
    }
}

/// The bytes of one tensor of a file.
#[derive(Debug)]
pub(super) struct Numbers {
    pub(super) dtype: Dtype,
    pub(super) bytes: Vec<u8>,
}

impl Known for Numbers {
    fn give(&self, start: usize, out: &mut [f64]) {
        match self.dtype {
            Dtype::F16 => self.decode(start, out, |bytes| f16::from_le_bytes(bytes).to_f64()),
            Dtype::BF16 => self.decode(start, out, |bytes| bf16::from_le_bytes(bytes).to_f64()),
            Dtype::F8_E4M3 => self.decode(start, out, |[byte]| F8E4M3::from_bits(byte).widen()),
            Dtype::F8_E5M2 => self.decode(start, out, |[byte]| F8E5M2::from_bits(byte).widen()),
            Dtype::F32 => self.decode(start, out, |bytes| f32::from_le_bytes(bytes).into()),
            _ => self.decode(start, out, f64::from_le_bytes),
        }
    }
}

impl Numbers {
    fn decode<const N: usize>(&self, start: usize, out: &mut [f64], one: impl Fn([u8; N]) -> f64) {
        let (numbers, _) = self.bytes.as_chunks::<N>();
        for (out, &bytes) in out.iter_mut().zip(&numbers[start..]) {
            *out = one(bytes);
        }
    }
}
