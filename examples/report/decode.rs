//! The elements of a file as numbers.

use half::{bf16, f16};
use init_core::tensor::DType;
use safetensors::tensor::Dtype;

/// The type of the elements, where the engine knows it.
pub(crate) fn dtype(stored: Dtype) -> Option<DType> {
    Some(match stored {
        Dtype::F64 => DType::F64,
        Dtype::F32 => DType::F32,
        Dtype::F16 => DType::F16,
        Dtype::BF16 => DType::Bf16,
        Dtype::F8_E4M3 => DType::F8E4M3,
        Dtype::F8_E5M2 => DType::F8E5M2,
        Dtype::I64 => DType::I64,
        Dtype::I32 => DType::I32,
        Dtype::I16 => DType::I16,
        Dtype::I8 => DType::I8,
        Dtype::U64 => DType::U64,
        Dtype::U32 => DType::U32,
        Dtype::U16 => DType::U16,
        Dtype::U8 => DType::U8,
        Dtype::BOOL => DType::Bool,
        _ => return None,
    })
}

/// The number that each group of bytes is.
fn convert<const N: usize, T>(bytes: &[u8], values: &mut Vec<T>, number: impl Fn([u8; N]) -> T) {
    let (elements, _) = bytes.as_chunks::<N>();
    values.clear();
    values.extend(elements.iter().map(|&element| number(element)));
}

pub(crate) fn floats(stored: Dtype, bytes: &[u8], values: &mut Vec<f64>) {
    match stored {
        Dtype::F64 => convert(bytes, values, f64::from_le_bytes),
        Dtype::F32 => convert(bytes, values, |x| f64::from(f32::from_le_bytes(x))),
        Dtype::F16 => convert(bytes, values, |x| f64::from(f16::from_le_bytes(x))),
        Dtype::BF16 => convert(bytes, values, |x| f64::from(bf16::from_le_bytes(x))),
        Dtype::F8_E4M3 => convert(bytes, values, |[x]| f8e4m3(x)),
        // The upper half of a binary16.
        Dtype::F8_E5M2 => convert(bytes, values, |[x]| f64::from(f16::from_le_bytes([0, x]))),
        _ => {
            let mut exact = Vec::new();
            integers(stored, bytes, &mut exact);
            values.clear();
            values.extend(exact.iter().map(|&x| x as f64));
        }
    }
}

pub(crate) fn integers(stored: Dtype, bytes: &[u8], values: &mut Vec<i128>) {
    match stored {
        Dtype::I64 => convert(bytes, values, |x| i64::from_le_bytes(x).into()),
        Dtype::I32 => convert(bytes, values, |x| i32::from_le_bytes(x).into()),
        Dtype::I16 => convert(bytes, values, |x| i16::from_le_bytes(x).into()),
        Dtype::I8 => convert(bytes, values, |x| i8::from_le_bytes(x).into()),
        Dtype::U64 => convert(bytes, values, |x| u64::from_le_bytes(x).into()),
        Dtype::U32 => convert(bytes, values, |x| u32::from_le_bytes(x).into()),
        Dtype::U16 => convert(bytes, values, |x| u16::from_le_bytes(x).into()),
        _ => convert(bytes, values, |[x]| x.into()),
    }
}

/// Four bits of exponent and three of mantissa; no infinities.
fn f8e4m3(bits: u8) -> f64 {
    let (exponent, mantissa) = (i32::from(bits >> 3 & 15), f64::from(bits & 7));
    let magnitude = match (exponent, mantissa) {
        (15, 7.0) => f64::NAN,
        (0, _) => mantissa * 2.0_f64.powi(-9),
        _ => (8.0 + mantissa) * 2.0_f64.powi(exponent - 10),
    };
    if bits < 128 { magnitude } else { -magnitude }
}
