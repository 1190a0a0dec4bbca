//! Values that go straight to files, against a reset in memory and a save.

use std::cell::RefCell;
use std::fs;
use std::io;
use std::rc::Rc;

use half::{bf16, f16};
use init_core::initializer::truncated_normal;
use init_core::parameter::Meta;
use init_core::safetensors::{Save, load, save};
use init_core::tensor::DType;
use init_core::{ErrorKind, Initialize, Reset, Rule, Rules};

use crate::Folder;

/// Layers of every kind of fill, whose tensors have memory or have none.
#[derive(Initialize)]
#[init(at = "blocks.*.up", truncated_normal, std = 0.5)]
struct Model<S, D, H, B, I, O> {
    #[init(normal, std = 0.02, shape = (57, 40), padding_index = [3, 56])]
    table: Rc<RefCell<B>>,
    blocks: Vec<Block<S, H>>,
    #[init(orthogonal, shape = (3, 17, 5), layout = "*oi")]
    orthogonal: D,
    #[init(sparse, sparsity = 0.25, shape = (23, 9), layout = "io")]
    sparse: S,
    #[init(with = |index, stream| index[0] as f64 + stream.uniform(), shape = (7, 11))]
    drawn: S,
    #[init(kaiming_normal, layout = "hwio", shape = (3, 2, 21, 33))]
    kernel: S,
    #[init(xavier_uniform, split = (8, 2, 2), shape = (12, 31))]
    fused: D,
    #[init(normal, add = init_core::initializer::uniform().low(-0.1), scale = 0.5, shape = (19, 3))]
    sum: H,
    #[init(zeros, shape = (3, 17, 5), layout = "*oi")]
    copy: D,
    #[init(norm_of = "kernel", axis = 3, shape = 33)]
    norm: S,
    #[init(constant = -7, shape = (2, 3))]
    counters: I,
    #[init(ones, buffer, shape = 5)]
    mask: O,
    #[init(zeros, transient, shape = 4)]
    ids: I,
    #[init(normal, shape = (0, 3))]
    empty: S,
    #[init(parameter, shape = (6, 6))]
    open: S,
    #[init(normal, std = 0.02, shape = (57, 40), padding_index = [3, 56])]
    head: Rc<RefCell<B>>,
}

#[derive(Initialize)]
struct Block<S, H> {
    #[init(zeros, shape = (64, 48))]
    up: H,
    #[init(normal, std = 0.02, depth_scaling = "count", shape = (48, 64))]
    down: H,
    #[init(constant = layer.index as f64, shape = 3)]
    scale: S,
}

type Held = Model<Vec<f32>, Vec<f64>, Vec<f16>, Vec<bf16>, Vec<i64>, Vec<bool>>;
type Unheld = Model<Meta, Meta, Meta, Meta, Meta, Meta>;

macro_rules! model {
    (|$dtype:ident, $shape:ident| $tensor:expr) => {{
        macro_rules! tensor {
            ($rust:ident $variant:ident $lengths:expr) => {{
                let ($dtype, $shape) = (DType::$variant, &$lengths[..]);
                let _ = $dtype;
                $tensor(<$rust>::default(), $dtype, $shape)
            }};
        }
        let table = Rc::new(RefCell::new(tensor!(bf16 Bf16 [57, 40])));
        let block = |_| Block {
            up: tensor!(f16 F16 [64, 48]),
            down: tensor!(f16 F16 [48, 64]),
            scale: tensor!(f32 F32 [3]),
        };
        Model {
            head: table.clone(),
            table,
            blocks: (0..3).map(block).collect(),
            orthogonal: tensor!(f64 F64 [3, 17, 5]),
            sparse: tensor!(f32 F32 [23, 9]),
            drawn: tensor!(f32 F32 [7, 11]),
            kernel: tensor!(f32 F32 [3, 2, 21, 33]),
            fused: tensor!(f64 F64 [12, 31]),
            sum: tensor!(f16 F16 [19, 3]),
            copy: tensor!(f64 F64 [3, 17, 5]),
            norm: tensor!(f32 F32 [33]),
            counters: tensor!(i64 I64 [2, 3]),
            mask: tensor!(bool Bool [5]),
            ids: tensor!(i64 I64 [4]),
            empty: tensor!(f32 F32 [0, 3]),
            open: tensor!(f32 F32 [6, 6]),
        }
    }};
}

fn memory<T: Clone>(value: T, _: DType, shape: &[usize]) -> Vec<T> {
    vec![value; shape.iter().product()]
}

fn meta<T>(_: T, dtype: DType, shape: &[usize]) -> Meta {
    Meta::new(dtype, shape)
}

fn held() -> Held {
    model!(|dtype, shape| memory)
}

fn unheld() -> Unheld {
    model!(|dtype, shape| meta)
}

fn rules() -> Rules<'static> {
    Rules::new()
        .at("open", truncated_normal().std(2.0))
        .rule(Rule::at("copy").same_as("orthogonal"))
}

/// A reset in memory and a save of it; and the same reset straight to files. The bytes of each file.
fn both<'n>(
    folder: &Folder,
    reset: &'n Reset<'n, init_core::reset::Key>,
    save: impl Fn() -> Save<'n>,
) -> [Vec<Vec<u8>>; 2] {
    let mut held = held();
    reset.run(&mut held).unwrap();
    let saved = save().run(&held, folder.file("held.safetensors")).unwrap();
    let straight = save()
        .reset(reset)
        .run(&unheld(), folder.file("straight.safetensors"))
        .unwrap();
    assert_eq!(saved.bytes(), straight.bytes());
    [saved, straight].map(|saved| saved.files().iter().map(|f| fs::read(f).unwrap()).collect())
}

#[test]
fn the_bytes_are_those_of_a_reset_and_a_save() {
    let folder = Folder::new("straight");
    let rules = rules();
    let reset = Reset::seed(3).rules(&rules);
    let [held, straight] = both(&folder, &reset, Save::new);
    assert_eq!((held.len(), held == straight), (1, true));
    let several = || Save::new().max_shard_bytes(9000).prefix("model.");
    let [held, straight] = both(&folder, &reset, several);
    assert!(held.len() > 3 && held == straight, "{}", held.len());
    let some = || {
        Save::new()
            .only("blocks.1.**")
            .except("**.scale")
            .metadata("a", "b")
    };
    let [held, straight] = both(&folder, &reset, some);
    assert!(held == straight);
}

/// The pieces in which values are made end within rows, and the last is shorter.
#[test]
fn tensors_of_many_pieces_are_whole() {
    #[derive(Initialize)]
    struct Large<T, U> {
        #[init(normal, shape = (3, 700_001))]
        wide: T,
        #[init(uniform, layout = "io", shape = (1100, 1000))]
        turned: U,
    }
    let folder = Folder::new("straight-large");
    let mut held = Large {
        wide: vec![bf16::ZERO; 2_100_003],
        turned: vec![0.0_f32; 1100 * 1000],
    };
    let reset = Reset::seed(5).threads(2);
    reset.run(&mut held).unwrap();
    let unheld = Large {
        wide: Meta::new(DType::Bf16, (3, 700_001)),
        turned: Meta::new(DType::F32, (1100, 1000)),
    };
    let [a, b] = ["a.safetensors", "b.safetensors"].map(|name| folder.file(name));
    save(&held, &a).unwrap();
    Save::new().reset(&reset).run(&unheld, &b).unwrap();
    assert!(fs::read(a).unwrap() == fs::read(b).unwrap());
}

#[test]
fn the_plan_is_that_of_a_model_in_memory() {
    let rules = rules();
    let reset = Reset::seed(3).rules(&rules);
    let (held, unheld) = (
        reset.dry_run(&held()).unwrap(),
        reset.dry_run(&unheld()).unwrap(),
    );
    assert_eq!(held, unheld);
    assert!(held.diff(&unheld).is_empty());
    // By hand, the type and number of values of each tensor.
    let table = 57 * 40 * 2;
    let blocks = 3 * (2 * 64 * 48 * 2 + 3 * 4);
    let doubles = (3 * 17 * 5 + 12 * 31 + 3 * 17 * 5) * 8;
    let singles = (23 * 9 + 7 * 11 + 3 * 2 * 21 * 33 + 33 + 36) * 4;
    let bytes = table + blocks + doubles + singles + 19 * 3 * 2 + 6 * 8 + 5 + 4 * 8;
    assert_eq!(unheld.sizes().bytes(), bytes);
}

/// What a reset leaves as it is comes from the memory that it has.
#[test]
fn what_a_reset_keeps_is_saved_as_it_is() {
    #[derive(Initialize)]
    struct Mixed<T> {
        #[init(normal, shape = 4)]
        loaded: Vec<f32>,
        #[init(normal, shape = (3, 2))]
        part: Vec<f32>,
        #[init(ones, shape = 2)]
        new: T,
    }
    let folder = Folder::new("straight-kept");
    let path = folder.file("m.safetensors");
    let mixed = Mixed {
        loaded: vec![1.0, 2.0, 3.0, 4.0],
        part: vec![5.0; 6],
        new: Meta::new(DType::F32, 2),
    };
    let reset = Reset::seed(1).only("new").part("part", 0, [1]);
    Save::new().reset(&reset).run(&mixed, &path).unwrap();
    let mut found = Mixed {
        loaded: vec![0.0; 4],
        part: vec![0.0; 6],
        new: vec![0.0_f32; 2],
    };
    assert!(load(&mut found, &path).unwrap().missing().is_empty());
    let mut expected = vec![5.0; 6];
    let mut whole = Mixed {
        loaded: vec![0.0; 4],
        part: vec![0.0; 6],
        new: vec![0.0_f32; 2],
    };
    Reset::seed(1).run(&mut whole).unwrap();
    expected[2..4].copy_from_slice(&whole.part[2..4]);
    assert_eq!((found.loaded, found.part), (mixed.loaded, expected));
    assert_eq!(found.new, [1.0; 2]);
}

#[derive(Initialize)]
struct Bare<T> {
    #[init(zeros, shape = 2)]
    held: Vec<f32>,
    #[init(normal, shape = (2, 3))]
    weight: T,
}

fn bare() -> Bare<Meta> {
    Bare {
        held: vec![7.0; 2],
        weight: Meta::new(DType::F32, (2, 3)),
    }
}

#[test]
fn nothing_else_writes_or_reads_what_has_no_memory() {
    let folder = Folder::new("straight-bare");
    let path = folder.file("m.safetensors");
    let mut bare = bare();
    let mut refused = vec![
        Reset::seed(1).run(&mut bare).unwrap_err(),
        Reset::seed(1).apply(&mut bare).unwrap_err(),
        Reset::nan().run(&mut bare).unwrap_err(),
        save(&bare, &path).unwrap_err(),
    ];
    assert!(folder.names().is_empty());
    Save::new()
        .reset(&Reset::seed(1))
        .run(&bare, &path)
        .unwrap();
    refused.push(load(&mut bare, &path).unwrap_err());
    for error in &refused {
        assert!(error.has(ErrorKind::NotMaterialized), "{error}");
        let text = error.to_string();
        assert!(
            text.starts_with("`weight`: the tensor has no memory\n"),
            "{text}"
        );
        assert!(text.ends_with("\nnote: nothing was written"), "{text}");
    }
    assert_eq!(bare.held, [7.0; 2]);
    Reset::seed(1).only("held").run(&mut bare).unwrap();
    assert_eq!(bare.held, [0.0; 2]);
}

/// The steps of a save, each of which fails once: the old file stays, and no other is left.
#[test]
fn a_failure_leaves_what_stood_there() {
    let folder = Folder::new("straight-failing");
    let path = folder.file("m.safetensors");
    fs::write(&path, b"old").unwrap();
    for failing in ["create", "sync", "rename"] {
        let full = || io::Error::from(io::ErrorKind::StorageFull);
        let error = Save::new()
            .reset(&Reset::seed(1))
            .before_each_step(move |step, _| if step == failing { Err(full()) } else { Ok(()) })
            .run(&bare(), &path)
            .unwrap_err();
        assert!(error.has(ErrorKind::File), "{error}");
        assert!(error.to_string().contains(&full().to_string()), "{error}");
        assert_eq!(fs::read(&path).unwrap(), b"old");
        assert_eq!(folder.names(), ["m.safetensors"]);
    }
    // A value that cannot be made, after others were written.
    let rules = Rules::new().at("weight", init_core::initializer::with(|_, _| f64::NAN));
    let error = Save::new()
        .reset(&Reset::seed(1).rules(&rules))
        .run(&bare(), &path)
        .unwrap_err();
    assert!(error.has(ErrorKind::Custom), "{error}");
    assert_eq!(folder.names(), ["m.safetensors"]);
}
