//! Published checkpoints in models that are not quite theirs, and back.
//!
//! ```sh
//! cargo run --release --example published -- FOLDER
//! ```
//!
//! `tests/python/published.py` writes the files in the folder, with the names and the structure of
//! those that are published and small widths, and reads what is written here: of each, the model that
//! it was loaded into, and the same loaded from that file into a model as it was published.

mod bert;
mod gpt2;
mod resnet;
mod rounding;
mod vit;

use std::env;
use std::error::Error;
use std::path::{Path, PathBuf};

use init_core::Initialize;
use init_core::safetensors::{Load, save};

fn main() -> Result<(), Box<dyn Error>> {
    let folder = env::args().nth(1).map(PathBuf::from);
    let folder = folder.ok_or("write the folder of tests/python/published.py")?;
    gpt2::run(&folder)?;
    resnet::run(&folder)?;
    vit::run(&folder)?;
    bert::run(&folder)?;
    rounding::run(&folder)
}

/// Loads `from` into a model and saves it as `to`.
fn convert(
    folder: &Path,
    (from, to): (&str, &str),
    load: &Load<'_>,
    model: &mut impl Initialize,
) -> Result<(), Box<dyn Error>> {
    let path = |name| folder.join(format!("{name}.safetensors"));
    let loaded = load.run(model, path(from))?;
    save(model, path(to))?;
    println!("{from} to {to}: {loaded}");
    Ok(())
}

/// Zeros in the place of values.
#[derive(Clone, Initialize)]
struct Linear {
    #[init(zeros, shape = (self.outputs, self.inputs))]
    weight: Vec<f32>,
    #[init(zeros, shape = self.outputs)]
    bias: Vec<f32>,
    #[init(skip)]
    outputs: usize,
    #[init(skip)]
    inputs: usize,
}

impl Linear {
    fn new(inputs: usize, outputs: usize) -> Self {
        Self {
            weight: vec![0.0; inputs * outputs],
            bias: vec![0.0; outputs],
            outputs,
            inputs,
        }
    }
}

#[derive(Clone, Initialize)]
struct Table {
    #[init(normal, std = 0.02, shape = (self.rows, self.width))]
    weight: Vec<f32>,
    #[init(skip)]
    rows: usize,
    #[init(skip)]
    width: usize,
}

impl Table {
    fn new(rows: usize, width: usize) -> Self {
        Self {
            weight: vec![0.0; rows * width],
            rows,
            width,
        }
    }
}

#[derive(Clone, Initialize)]
struct Norm {
    #[init(ones, shape = self.weight.len())]
    weight: Vec<f32>,
    #[init(zeros, shape = self.bias.len())]
    bias: Vec<f32>,
}

impl Norm {
    fn new(width: usize) -> Self {
        Self {
            weight: vec![0.0; width],
            bias: vec![0.0; width],
        }
    }
}
