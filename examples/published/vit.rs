//! A vision transformer at a higher resolution and with another head: more positions, another class
//! token's shape, no head of the file.

use std::error::Error;
use std::path::Path;

use init_core::safetensors::{Load, save};
use init_core::{Initialize, Reset};

use crate::{Linear, Norm, convert};

const WIDTH: usize = 8;

#[derive(Initialize)]
struct Patches {
    #[init(zeros, shape = (WIDTH, 3, 16, 16))]
    weight: Vec<f32>,
    #[init(zeros, shape = WIDTH)]
    bias: Vec<f32>,
}

#[derive(Initialize)]
struct PatchEmbed {
    proj: Patches,
}

#[derive(Initialize)]
struct Attention {
    qkv: Linear,
    proj: Linear,
}

#[derive(Initialize)]
struct Mlp {
    fc1: Linear,
    fc2: Linear,
}

#[derive(Initialize)]
struct Block {
    norm1: Norm,
    attn: Attention,
    norm2: Norm,
    mlp: Mlp,
}

/// With `positions` positions, the class token among them.
#[derive(Initialize)]
struct Vit {
    #[init(zeros, shape = WIDTH)]
    cls_token: Vec<f32>,
    #[init(normal, std = 0.02, shape = (1, self.positions, WIDTH))]
    pos_embed: Vec<f32>,
    patch_embed: PatchEmbed,
    blocks: Vec<Block>,
    norm: Norm,
    head: Linear,
    #[init(skip)]
    positions: usize,
}

fn vit(positions: usize, classes: usize) -> Vit {
    let block = || Block {
        norm1: Norm::new(WIDTH),
        attn: Attention {
            qkv: Linear::new(WIDTH, 3 * WIDTH),
            proj: Linear::new(WIDTH, WIDTH),
        },
        norm2: Norm::new(WIDTH),
        mlp: Mlp {
            fc1: Linear::new(WIDTH, 4 * WIDTH),
            fc2: Linear::new(4 * WIDTH, WIDTH),
        },
    };
    Vit {
        cls_token: vec![0.0; WIDTH],
        pos_embed: vec![0.0; positions * WIDTH],
        patch_embed: PatchEmbed {
            proj: Patches {
                weight: vec![0.0; WIDTH * 3 * 16 * 16],
                bias: vec![0.0; WIDTH],
            },
        },
        blocks: (0..2).map(|_| block()).collect(),
        norm: Norm::new(WIDTH),
        head: Linear::new(WIDTH, classes),
        positions,
    }
}

pub(crate) fn run(folder: &Path) -> Result<(), Box<dyn Error>> {
    // 224 / 16 squared and the class token, as published.
    let same = Load::new().squeezed("cls_token").strict();
    convert(folder, ("vit", "vit-back"), &same, &mut vit(197, 1000))?;
    // 256 / 16 squared.
    let reset = Reset::seed(7);
    let grown = Load::new()
        .squeezed("cls_token")
        .grow("pos_embed", &reset)
        .except("head.**")
        .ignore("head.*")
        .strict();
    convert(folder, ("vit", "vit-grown"), &grown, &mut vit(257, 10))?;
    let mut fresh = vit(257, 10);
    reset.run(&mut fresh)?;
    save(&fresh, folder.join("vit-fresh.safetensors"))?;
    Ok(())
}
