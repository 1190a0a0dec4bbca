//! Values that are rounded to narrower types: once, to the nearest, ties to even.

use half::{bf16, f16};
use init_core::safetensors::Load;
use init_core::{ErrorKind, Initialize};
use safetensors::Dtype;

use crate::{Folder, Raw, fill, refused, write};

#[derive(Debug, Clone, PartialEq, Initialize)]
struct Values<T: init_core::values::Element> {
    #[init(zeros, shape = self.values.len())]
    values: Vec<T>,
}

fn raw64(values: &[f64]) -> Raw {
    Raw {
        dtype: Dtype::F64,
        shape: vec![values.len()],
        bytes: values
            .iter()
            .flat_map(|value| value.to_le_bytes())
            .collect(),
    }
}

/// For every finite value of a type and the next: their middle, and the doubles beside the middle.
/// The nearest is known by construction.
fn middles(value: impl Fn(u16) -> f64, infinite: u16) -> Vec<(f64, u16)> {
    let mut all = Vec::new();
    for bits in 0..infinite - 1 {
        let middle = f64::midpoint(value(bits), value(bits + 1));
        let even = bits + (bits & 1);
        for (value, bits) in [
            (middle.next_down(), bits),
            (middle, even),
            (middle.next_up(), bits + 1),
        ] {
            all.push((value, bits));
            all.push((-value, bits | 0x8000));
        }
    }
    all
}

#[test]
fn doubles_are_rounded_once() {
    let folder = Folder::new("rounded");
    let path = folder.file("m.safetensors");
    let check = |all: &[(f64, u16)], found: &dyn Fn(&Load<'_>) -> Vec<u16>| {
        let values: Vec<f64> = all.iter().map(|&(value, _)| value).collect();
        write(&path, &[("values", raw64(&values))], &[]);
        let found = found(&Load::new().rounded().strict());
        for (&(value, expected), found) in all.iter().zip(found) {
            assert_eq!(found, expected, "{value:e}");
        }
    };
    let halves = middles(|bits| f16::from_bits(bits).into(), 0x7c00);
    check(&halves, &|load| {
        let mut model = Values {
            values: vec![f16::ONE; halves.len()],
        };
        fill(load, &mut model, &path);
        model.values.iter().map(|value| value.to_bits()).collect()
    });
    let brains = middles(|bits| bf16::from_bits(bits).into(), 0x7f80);
    check(&brains, &|load| {
        let mut model = Values {
            values: vec![bf16::ONE; brains.len()],
        };
        fill(load, &mut model, &path);
        model.values.iter().map(|value| value.to_bits()).collect()
    });
}

/// A number that would become infinite is an error with its index; what is infinite or NaN stays.
#[test]
fn numbers_beyond_the_largest_are_refused() {
    let folder = Folder::new("beyond");
    let path = folder.file("m.safetensors");
    let mut values = vec![1.0_f32; 70_000];
    values[..3].copy_from_slice(&[f32::INFINITY, f32::NEG_INFINITY, f32::NAN]);
    values[3] = 65_519.996;
    write(&path, &[("values", Raw::f32(&[70_000], &values))], &[]);
    let mut model = Values {
        values: vec![f16::ONE; 70_000],
    };
    let load = Load::new().rounded();
    fill(&load, &mut model, &path);
    assert_eq!(model.values[..2], [f16::INFINITY, f16::NEG_INFINITY]);
    assert!(model.values[2].is_nan());
    assert_eq!(model.values[3], f16::MAX);

    // The second half of a middle rounds to an even number that does not exist.
    let mut model = Values {
        values: vec![f16::ONE; 70_000],
    };
    values[69_999] = -65_520.0;
    write(&path, &[("values", Raw::f32(&[70_000], &values))], &[]);
    let error = refused(&load, &mut model, &path);
    assert!(error.has(ErrorKind::NotRepresentable));
    assert_eq!(
        error.to_string(),
        "`values`: `values` in `m.safetensors` has -6.552e4 at [69999], and the largest f16 is 6.5504e4
  help: load it into a tensor of a wider type, or leave it as it is with `except`
note: nothing was written"
    );
}

/// f8e4m3 has no infinite values, and the middle beyond its largest is rounded to it.
#[test]
fn types_without_infinities_refuse_them() {
    use float8::{F8E4M3, F8E5M2};
    let folder = Folder::new("beyond-8");
    let path = folder.file("m.safetensors");
    let load = Load::new().rounded();
    let write = |value: f32| write(&path, &[("values", Raw::f32(&[2], &[0.0, value]))], &[]);
    let mut four = Values {
        values: vec![F8E4M3::from_bits(0); 2],
    };
    let mut five = Values {
        values: vec![F8E5M2::from_bits(0); 2],
    };
    for value in [f32::INFINITY, 464.1, -1e30] {
        write(value);
        let error = load.run(&mut four, &path).unwrap_err();
        assert!(error.has(ErrorKind::NotRepresentable), "{value}");
        assert_eq!(four.values[1].to_bits(), 0);
    }
    write(464.0);
    fill(&load, &mut four, &path);
    assert_eq!(four.values[1].to_bits(), 0x7e);
    write(f32::INFINITY);
    fill(&load, &mut five, &path);
    assert_eq!(five.values[1].to_bits(), 0x7c);
    write(61_440.0);
    assert!(load.run(&mut five, &path).is_err());
    assert_eq!(five.values[1].to_bits(), 0x7c);
}
