//! Values that are rounded to narrower types, beside one that no rounding keeps finite.

use std::error::Error;
use std::path::Path;

use half::{bf16, f16};
use init_core::safetensors::Load;
use init_core::{ErrorKind, Initialize};

use crate::convert;

const COUNT: usize = 6000;

#[derive(Initialize)]
struct Numbers {
    #[init(zeros, shape = COUNT)]
    double_to_single: Vec<f32>,
    #[init(zeros, shape = COUNT)]
    double_to_half: Vec<f16>,
    #[init(zeros, shape = COUNT)]
    double_to_brain: Vec<bf16>,
    #[init(zeros, shape = COUNT)]
    single_to_half: Vec<f16>,
    #[init(zeros, shape = COUNT)]
    single_to_brain: Vec<bf16>,
}

fn numbers() -> Numbers {
    Numbers {
        double_to_single: vec![0.0; COUNT],
        double_to_half: vec![f16::ZERO; COUNT],
        double_to_brain: vec![bf16::ZERO; COUNT],
        single_to_half: vec![f16::ZERO; COUNT],
        single_to_brain: vec![bf16::ZERO; COUNT],
    }
}

pub(crate) fn run(folder: &Path) -> Result<(), Box<dyn Error>> {
    let load = Load::new().rounded().strict();
    convert(
        folder,
        ("numbers", "numbers-rounded"),
        &load,
        &mut numbers(),
    )?;
    let mut model = numbers();
    let large = folder.join("numbers-large.safetensors");
    let Err(error) = load.run(&mut model, large) else {
        return Err("a number beyond the largest should be an error".into());
    };
    println!("{error}");
    let place = error.to_string().contains("[4321]");
    if !(error.has(ErrorKind::NotRepresentable) && place) || model.single_to_half[0] != f16::ZERO {
        return Err("the error should name the index, and nothing be written".into());
    }
    Ok(())
}
