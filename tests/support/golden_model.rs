//! A model with components of every kind in its paths.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use half::{bf16, f16};
use init_core::Initialize;

#[derive(Initialize)]
pub(crate) struct Net {
    #[init(normal, std = 0.02, stream = "wte")]
    embedding: [[f32; 6]; 10],
    blocks: Vec<Block>,
    heads: BTreeMap<String, Head>,
    #[init(name = "")]
    flat: Head,
    shared: Rc<RefCell<Head>>,
    tied: Rc<RefCell<Head>>,
}

#[derive(Initialize)]
struct Block {
    #[init(lecun_normal, name = "w")]
    weight: [[f32; 5]; 7],
    #[init(uniform, low = -0.5, high = 0.5)]
    r#type: Option<[f64; 9]>,
    #[init(orthogonal)]
    pair: [[[f32; 2]; 2]; 2],
    next: Option<Box<Block>>,
}

#[derive(Initialize)]
enum Head {
    Dense(
        #[init(kaiming_uniform)] [[f32; 4]; 3],
        #[init(zeros)] [f32; 3],
    ),
    Scale {
        #[init(ones)]
        scale: f32,
    },
}

/// The model.
pub(crate) fn net() -> Net {
    let block = |next| Block {
        weight: [[0.0; 5]; 7],
        r#type: Some([0.0; 9]),
        pair: [[[0.0; 2]; 2]; 2],
        next,
    };
    let dense = || Head::Dense([[0.0; 4]; 3], [9.0; 3]);
    let shared = Rc::new(RefCell::new(dense()));
    Net {
        embedding: [[0.0; 6]; 10],
        blocks: vec![block(None), block(Some(Box::new(block(None))))],
        heads: [("größe".to_owned(), dense()), ("a b".to_owned(), dense())].into(),
        flat: Head::Scale { scale: 0.0 },
        shared: Rc::clone(&shared),
        tied: shared,
    }
}

/// Parameters that follow from others.
#[derive(Initialize)]
#[expect(clippy::struct_field_names, reason = "each path has one line")]
pub(crate) struct Following {
    #[init(norm_of = "follow_v", axis = 0)]
    follow_g: [f32; 7],
    #[init(kaiming_normal)]
    follow_v: [[[f32; 3]; 5]; 7],
    #[init(norm_of = "follow_v", axis = 1)]
    follow_columns: [[[f64; 1]; 5]; 1],
    #[init(norm_of = "follow_v")]
    follow_all: f16,
    #[init(same_as = "follow_v")]
    follow_copy: [[[f32; 3]; 5]; 7],
    #[init(uniform, low = -2.0, high = 3.0, layout = "io")]
    follow_turned: [[bf16; 40]; 3],
    #[init(norm_of = "follow_turned", axis = 0)]
    follow_inputs: [bf16; 3],
    #[init(orthogonal, gain = 0.5)]
    follow_q: [[f64; 6]; 4],
    #[init(norm_of = "follow_q", axis = 1)]
    follow_norms: [f64; 6],
    #[init(same_as = "follow_q")]
    follow_again: [[f64; 6]; 4],
}

/// The parameters that follow.
pub(crate) fn following() -> Following {
    Following {
        follow_g: [0.0; 7],
        follow_v: [[[0.0; 3]; 5]; 7],
        follow_columns: [[[0.0]; 5]],
        follow_all: f16::ZERO,
        follow_copy: [[[0.0; 3]; 5]; 7],
        follow_turned: [[bf16::ZERO; 40]; 3],
        follow_inputs: [bf16::ZERO; 3],
        follow_q: [[0.0; 6]; 4],
        follow_norms: [0.0; 6],
        follow_again: [[0.0; 6]; 4],
    }
}
