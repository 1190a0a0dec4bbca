//! A model saved under its names, and one loaded from a checkpoint that has another prefix.
//!
//! ```sh
//! cargo run --release --example checkpoint -- save FOLDER
//! cargo run --release --example checkpoint -- load FOLDER/from_python.safetensors
//! ```
//!
//! `tests/python/safetensors_check.py` opens what the first writes and writes what the second
//! reads.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::{env, fs};

use half::{bf16, f16};
use init_core::safetensors::{Load, Save, save};
use init_core::{Initialize, Reset, Stream};
use ndarray::{Array2, ShapeBuilder};

#[derive(Initialize)]
struct Net {
    /// Shared with `head`.
    #[init(with = counted(0.0))]
    embedding: Rc<RefCell<Array2<f32>>>,
    layers: Vec<Layer>,
    heads: BTreeMap<String, Layer>,
    #[init(constant = -2.5)]
    scale: f32,
    #[init(ones, shape = (3, 0))]
    empty: Vec<f64>,
    #[init(parameter)]
    head: Rc<RefCell<Array2<f32>>>,
}

#[derive(Initialize)]
struct Layer {
    /// Stored as inputs by outputs, whatever the order in memory.
    #[init(with = counted(10.0), layout = "io")]
    weight: Array2<f32>,
    #[init(with = counted(0.5))]
    double: [f64; 4],
    #[init(with = counted(20.0))]
    half: [[f16; 3]; 2],
    #[init(with = counted(30.0))]
    brain: [bf16; 5],
    #[init(zeros, buffer)]
    running_mean: [f32; 2],
    /// No float of 64 bits is this number.
    #[init(constant = 9_007_199_254_740_993_i64, buffer)]
    num_batches_tracked: i64,
    #[init(constant = u64::MAX, buffer)]
    seen: [u64; 2],
    #[init(with = |index, _| f64::from(u8::from(index[0] >= index[1])), buffer)]
    causal: Array2<bool>,
    #[init(constant = -100)]
    ids: [[i16; 1]; 2],
    /// In no file.
    #[init(with = |index, _| index[0] as f64, transient)]
    position_ids: [i64; 4],
}

/// `first`, and a quarter more at each index along the first axis, an eighth along the others.
fn counted(first: f64) -> impl Fn(&[usize], &mut Stream) -> f64 {
    move |index, _| {
        let steps = index.iter().sum::<usize>() + index[0];
        first + steps as f64 / 8.0
    }
}

fn layer() -> Layer {
    Layer {
        weight: Array2::zeros((3, 2).f()),
        double: [0.0; 4],
        half: [[f16::ZERO; 3]; 2],
        brain: [bf16::ZERO; 5],
        running_mean: [1.0; 2],
        num_batches_tracked: 0,
        seen: [0; 2],
        causal: Array2::default((3, 3).f()),
        ids: [[0]; 2],
        position_ids: [-1; 4],
    }
}

fn net() -> Net {
    let embedding = Rc::new(RefCell::new(Array2::zeros((4, 3))));
    Net {
        head: Rc::clone(&embedding),
        embedding,
        layers: vec![layer(), layer()],
        heads: [("a".into(), layer())].into(),
        scale: 0.0,
        empty: Vec::new(),
    }
}

fn save_to(folder: &Path) -> Result<(), Box<dyn std::error::Error>> {
    fs::create_dir_all(folder)?;
    let mut net = net();
    Reset::seed(0).run(&mut net)?;
    save(&net, folder.join("model.safetensors"))?;
    let several = Save::new().prefix("model.").max_shard_bytes(100);
    let saved = several.run(&net, folder.join("sharded.safetensors"))?;
    println!(
        "{} bytes, in {} files too",
        saved.bytes(),
        saved.files().len()
    );
    Ok(())
}

fn load_from(path: &Path) -> Result<(), Box<dyn std::error::Error>> {
    let mut expected = net();
    Reset::seed(0).run(&mut expected)?;
    let mut net = net();
    let loaded = Load::new().prefix("model.").run(&mut net, path)?;
    println!("{loaded}");
    let missing = |path: &String| path.starts_with("layers.1.");
    if !loaded.missing().iter().all(missing) || loaded.surplus() != ["lm_head.bias"] {
        return Err("the checkpoint is not that of tests/python/safetensors_check.py".into());
    }
    Reset::seed(0).loaded(loaded.names()).run(&mut net)?;
    // What was loaded has the values that a reset gives, so that both models are equal.
    let bytes = |net: &Net| {
        let copy = path.with_extension("copy");
        save(net, &copy)?;
        let bytes = fs::read(&copy)?;
        fs::remove_file(copy)?;
        Ok::<_, Box<dyn std::error::Error>>(bytes)
    };
    if bytes(&net)? != bytes(&expected)? {
        return Err("the values that were loaded are not those that were saved".into());
    }
    Ok(())
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = env::args().skip(1);
    let (word, path) = (arguments.next(), arguments.next().map(PathBuf::from));
    match (word.as_deref(), path) {
        (Some("save"), Some(folder)) => save_to(&folder),
        (Some("load"), Some(file)) => load_from(&file),
        _ => Err("write `save FOLDER` or `load FILE`".into()),
    }
}
