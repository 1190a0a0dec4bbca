//! A model with components of every kind in its paths.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

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
