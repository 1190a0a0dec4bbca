//! Complex numbers: stored as the format's own type, and loaded from it and from pairs of reals.

use init_core::safetensors::{load, save};
use init_core::{ErrorKind, Initialize};
use ndarray::{Array2, ShapeBuilder};
use num_complex::Complex;
use safetensors::Dtype;

use crate::{Folder, Raw, read, write};

#[derive(Debug, Clone, PartialEq, Initialize)]
struct Layer {
    #[init(normal)]
    weight: Array2<Complex<f32>>,
    #[init(zeros)]
    phase: Complex<f32>,
}

fn layer(value: impl Fn(usize, usize) -> Complex<f32>) -> Layer {
    Layer {
        weight: Array2::from_shape_fn((3, 2).f(), |(row, column)| value(row, column)),
        phase: value(7, 7),
    }
}

#[test]
fn complex_numbers_are_stored_and_loaded() {
    let folder = Folder::new("complex");
    let path = folder.file("model.safetensors");
    let original = layer(|row, column| Complex::new(row as f32, -0.5 - column as f32));
    save(&original, &path).unwrap();
    let parts: Vec<f32> = original.weight.iter().flat_map(|z| [z.re, z.im]).collect();
    let whole = Raw {
        dtype: Dtype::C64,
        shape: vec![3, 2],
        ..Raw::f32(&[3, 2, 2], &parts)
    };
    let file = read(&path);
    assert_eq!(file["weight"], whole);
    assert_eq!(
        (file["phase"].dtype, file["phase"].shape.len()),
        (Dtype::C64, 0)
    );
    let other = || layer(|_, _| Complex::new(9.0, 9.0));
    let mut loaded = other();
    assert!(load(&mut loaded, &path).unwrap().missing().is_empty());
    assert_eq!(loaded, original);

    // Another's file of reals with one more axis.
    let pairs = folder.file("pairs.safetensors");
    let phase = Raw::f32(&[2], &[7.0, -7.5]);
    let weight = Raw::f32(&[3, 2, 2], &parts);
    write(&pairs, &[("weight", weight), ("phase", phase)], &[]);
    let mut loaded = other();
    assert!(load(&mut loaded, &pairs).unwrap().missing().is_empty());
    assert_eq!(loaded, original);
}

#[test]
fn complex_numbers_of_f64_have_no_type_in_the_format() {
    #[derive(Initialize)]
    struct Wide {
        #[init(zeros)]
        weight: [Complex<f64>; 2],
    }
    let folder = Folder::new("wide-complex");
    let path = folder.file("model.safetensors");
    let weight = [Complex::new(1.0, 2.0); 2];
    let error = save(&Wide { weight }, &path).unwrap_err();
    assert!(error.has(ErrorKind::DType));
    assert_eq!(
        error.problems()[0].to_string(),
        "`weight`: elements of type `c128` cannot be saved\n  help: make them complex numbers of f32, or save \
         the real and the imaginary parts as two tensors of f64"
    );
    assert!(!path.exists());
}
