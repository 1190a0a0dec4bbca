//! Types: exact, or refused.

use float8::{F8E4M3, F8E5M2};
use half::{bf16, f16};
use init_core::safetensors::{load, save};
use init_core::{ErrorKind, Initialize};
use safetensors::Dtype;

use crate::{Folder, Raw, read, write};

#[derive(Initialize)]
struct Doubles {
    #[init(zeros, shape = self.values.len())]
    values: Vec<f64>,
}

#[derive(Initialize)]
struct Singles {
    #[init(zeros, shape = self.values.len())]
    values: Vec<f32>,
}

#[derive(Initialize)]
struct Halves {
    #[init(zeros, shape = self.values.len())]
    values: Vec<f16>,
}

#[derive(Initialize)]
struct Brains {
    #[init(zeros, shape = self.values.len())]
    values: Vec<bf16>,
}

fn all_words() -> Raw {
    Raw {
        dtype: Dtype::F16,
        shape: vec![1 << 16],
        bytes: (0..=u16::MAX).flat_map(u16::to_le_bytes).collect(),
    }
}

/// The value of 16 bits with so many of exponent, by the definition of the format.
fn by_definition(bits: u16, exponent_bits: i32) -> f64 {
    let fraction_bits = 15 - exponent_bits;
    let bias = (1 << (exponent_bits - 1)) - 1;
    let sign = if bits >> 15 == 0 { 1.0 } else { -1.0 };
    let exponent = i32::from(bits >> fraction_bits) & ((1 << exponent_bits) - 1);
    let fraction = f64::from(bits & ((1 << fraction_bits) - 1)) / 2_f64.powi(fraction_bits);
    sign * if exponent == 0 {
        fraction * 2_f64.powi(1 - bias)
    } else if exponent == 2 * bias + 1 {
        if fraction == 0.0 {
            f64::INFINITY
        } else {
            f64::NAN
        }
    } else {
        (1.0 + fraction) * 2_f64.powi(exponent - bias)
    }
}

/// All 65,536 values of each type of 16 bits.
#[test]
fn narrow_types_widen_exactly() {
    let folder = Folder::new("widen");
    let path = folder.file("m.safetensors");
    for (dtype, exponent_bits) in [(Dtype::F16, 5), (Dtype::BF16, 8)] {
        write(
            &path,
            &[(
                "values",
                Raw {
                    dtype,
                    ..all_words()
                },
            )],
            &[],
        );
        let mut wide = Doubles {
            values: vec![1.0; 1 << 16],
        };
        let mut single = Singles {
            values: vec![1.0; 1 << 16],
        };
        assert_eq!(load(&mut wide, &path).unwrap().names(), ["values"]);
        assert_eq!(load(&mut single, &path).unwrap().names(), ["values"]);
        for bits in 0..=u16::MAX {
            let expected = by_definition(bits, exponent_bits);
            for found in [
                wide.values[usize::from(bits)],
                f64::from(single.values[usize::from(bits)]),
            ] {
                if expected.is_nan() {
                    assert!(found.is_nan(), "{dtype} {bits:#x}");
                } else {
                    assert_eq!(found.to_bits(), expected.to_bits(), "{dtype} {bits:#x}");
                }
            }
        }
    }
}

/// There and back, every value keeps its bits, infinities and NaN among them; a signaling NaN
/// has its quiet bit set.
#[test]
fn every_value_of_16_bits_comes_back() {
    let folder = Folder::new("back");
    let (from, to) = (folder.file("a"), folder.file("b"));
    for (dtype, infinity, quiet) in [(Dtype::F16, 0x7c00, 0x200), (Dtype::BF16, 0x7f80, 0x40)] {
        write(
            &from,
            &[(
                "values",
                Raw {
                    dtype,
                    ..all_words()
                },
            )],
            &[],
        );
        if dtype == Dtype::F16 {
            let values = vec![f16::ZERO; 1 << 16];
            let mut model = Halves { values };
            assert_eq!(load(&mut model, &from).unwrap().names(), ["values"]);
            save(&model, &to).unwrap();
        } else {
            let values = vec![bf16::ZERO; 1 << 16];
            let mut model = Brains { values };
            assert_eq!(load(&mut model, &from).unwrap().names(), ["values"]);
            save(&model, &to).unwrap();
        }
        let raw = &read(&to)["values"];
        assert_eq!(raw.dtype, dtype);
        for (bits, bytes) in (0..=u16::MAX).zip(raw.bytes.chunks_exact(2)) {
            let nan = bits & 0x7fff > infinity;
            let expected = if nan { bits | quiet } else { bits };
            assert_eq!(bytes, expected.to_le_bytes(), "{dtype} {bits:#x}");
        }
    }
}

#[test]
fn a_type_that_could_not_hold_a_value_is_refused() {
    let folder = Folder::new("refused");
    let path = folder.file("m.safetensors");
    for (dtype, size) in [
        (Dtype::F64, 8),
        (Dtype::F16, 2),
        (Dtype::F32, 4),
        (Dtype::F8_E8M0, 1),
    ] {
        let raw = Raw {
            dtype,
            shape: vec![2],
            bytes: vec![0; 2 * size],
        };
        write(&path, &[("values", raw)], &[]);
        let mut model = Brains {
            values: vec![bf16::ONE; 2],
        };
        let error = load(&mut model, &path).unwrap_err();
        assert!(error.has(ErrorKind::DType), "{dtype}");
        assert_eq!(
            error.to_string(),
            format!(
                "`values`: the tensor's type bf16 does not hold every value of `values` in `m.safetensors`, which is {dtype}
  help: convert the file, or load it into a tensor of its type
  note: f16 and bf16 are read as themselves, f32 and f64, f32 as f64, and eight bits as any of these
note: nothing was written"
            )
        );
        assert_eq!(model.values, [bf16::ONE; 2]);
    }
}

#[derive(Initialize)]
struct Eights {
    #[init(zeros, shape = self.four_three.len())]
    four_three: Vec<F8E4M3>,
    #[init(zeros, shape = self.five_two.len())]
    five_two: Vec<F8E5M2>,
}

/// All 256 patterns of each type of 8 bits, NaN among them, there and back; a signaling NaN has its
/// quiet bit set.
#[test]
fn types_of_eight_bits_are_read_and_written() {
    let folder = Folder::new("eight");
    let path = folder.file("m.safetensors");
    let mut eights = Eights {
        four_three: (0..=u8::MAX).map(F8E4M3::from_bits).collect(),
        five_two: (0..=u8::MAX).map(F8E5M2::from_bits).collect(),
    };
    save(&eights, &path).unwrap();
    let file = read(&path);
    let quiet = |bits: u8| if bits & 0x7f == 0x7d { bits | 2 } else { bits };
    for (name, dtype) in [("four_three", Dtype::F8_E4M3), ("five_two", Dtype::F8_E5M2)] {
        let raw = &file[name];
        assert_eq!((raw.dtype, &raw.shape[..]), (dtype, &[256][..]));
        for (bits, &byte) in (0..=u8::MAX).zip(&raw.bytes) {
            let expected = if name == "five_two" {
                quiet(bits)
            } else {
                bits
            };
            assert_eq!(byte, expected, "{name} {bits:x}");
        }
    }
    eights.four_three.fill(F8E4M3::from_bits(0));
    eights.five_two.fill(F8E5M2::from_bits(0));
    let loaded = load(&mut eights, &path).unwrap();
    assert_eq!(loaded.names(), ["four_three", "five_two"]);
    for bits in 0..=u8::MAX {
        let place = usize::from(bits);
        assert_eq!(eights.four_three[place].to_bits(), bits);
        assert_eq!(eights.five_two[place].to_bits(), quiet(bits));
    }
}
