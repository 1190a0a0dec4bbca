//! A parameter's values depend on the key, its path and its own declaration: on nothing else
//! in the model.

use init_core::{Initialize, Reset};
use rand::SeedableRng;
use rand::rngs::ChaCha8Rng;

use crate::reset;

type Weight = [[f32; 20]; 10];
type Bias = [f64; 10];

#[derive(Initialize, Debug, Clone, PartialEq)]
struct Layer {
    #[init(kaiming_normal)]
    weight: Weight,
    #[init(uniform, low = -0.1, high = 0.1)]
    bias: Bias,
}

fn layer() -> Layer {
    Layer {
        weight: [[0.0; 20]; 10],
        bias: [0.0; 10],
    }
}

#[derive(Initialize, Debug, Clone, PartialEq)]
struct Model {
    #[init(normal, std = 0.02)]
    embedding: Weight,
    encoder: Vec<Layer>,
    #[init(orthogonal)]
    recurrent: [[f32; 10]; 10],
    #[init(with = |_: &[usize], stream: &mut init_core::Stream| stream.normal())]
    state: [f64; 5],
}

fn model() -> Model {
    Model {
        embedding: [[0.0; 20]; 10],
        encoder: vec![layer(), layer()],
        recurrent: [[0.0; 10]; 10],
        state: [0.0; 5],
    }
}

#[test]
fn one_seed_gives_the_same_bits_every_time() {
    let first = reset(model());
    assert_eq!(reset(model()), first);
    // Whatever stood in memory before.
    assert_eq!(reset(first.clone()), first);
    let mut other = model();
    Reset::seed(12).run(&mut other).unwrap();
    assert_ne!(other.embedding, first.embedding);
    assert_ne!(other.encoder, first.encoder);
    assert_ne!(other.recurrent, first.recurrent);
    assert_ne!(other.state, first.state);
}

#[test]
fn one_generator_gives_other_bits_the_second_time() {
    let mut rng = ChaCha8Rng::seed_from_u64(7);
    let (mut first, mut second) = (model(), model());
    first.reset_parameters(&mut rng);
    second.reset_parameters(&mut rng);
    assert_ne!(first.embedding, second.embedding);
    let mut again = model();
    again.reset_parameters(&mut ChaCha8Rng::seed_from_u64(7));
    assert_eq!(again, first);
}

#[derive(Initialize)]
struct Grown {
    #[init(uniform)]
    first: [f32; 100],
    #[init(normal, std = 0.02)]
    embedding: Weight,
    #[init(normal)]
    between: [f64; 3],
    encoder: Vec<Layer>,
    decoder: Vec<Layer>,
    #[init(orthogonal)]
    recurrent: [[f32; 10]; 10],
    #[init(with = |_: &[usize], stream: &mut init_core::Stream| stream.normal())]
    state: [f64; 5],
    last: Option<Layer>,
}

#[test]
fn adding_fields_leaves_the_others_as_they_were() {
    let before = reset(model());
    let after = reset(Grown {
        first: [0.0; 100],
        embedding: [[0.0; 20]; 10],
        between: [0.0; 3],
        encoder: vec![layer(), layer(), layer()],
        decoder: vec![layer()],
        recurrent: [[0.0; 10]; 10],
        state: [0.0; 5],
        last: Some(layer()),
    });
    assert_eq!(after.embedding, before.embedding);
    assert_eq!(after.encoder[..2], before.encoder);
    assert_eq!(after.recurrent, before.recurrent);
    assert_eq!(after.state, before.state);
    assert_ne!(after.decoder[0], after.encoder[0]);
    assert!(after.first.iter().all(|&value| value >= 0.0) && after.between != [0.0; 3]);
}

#[derive(Initialize)]
struct Reordered {
    #[init(with = |_: &[usize], stream: &mut init_core::Stream| stream.normal())]
    state: [f64; 5],
    #[init(orthogonal)]
    recurrent: [[f32; 10]; 10],
    encoder: Vec<ReorderedLayer>,
    #[init(normal, std = 0.02)]
    embedding: Weight,
}

#[derive(Initialize)]
struct ReorderedLayer {
    #[init(uniform, low = -0.1, high = 0.1)]
    bias: Bias,
    #[init(kaiming_normal)]
    weight: Weight,
}

#[test]
fn reordering_fields_leaves_all_as_they_were() {
    let before = reset(model());
    let reordered = || ReorderedLayer {
        bias: [0.0; 10],
        weight: [[0.0; 20]; 10],
    };
    let after = reset(Reordered {
        state: [0.0; 5],
        recurrent: [[0.0; 10]; 10],
        encoder: vec![reordered(), reordered()],
        embedding: [[0.0; 20]; 10],
    });
    assert_eq!(after.embedding, before.embedding);
    for (after, before) in after.encoder.iter().zip(&before.encoder) {
        assert_eq!((after.weight, after.bias), (before.weight, before.bias));
    }
    assert_eq!(after.recurrent, before.recurrent);
    assert_eq!(after.state, before.state);
}

#[derive(Initialize)]
struct Part<'m> {
    encoder: &'m mut Vec<Layer>,
}

/// Only the encoder, under the path that it has in the whole.
#[test]
fn resetting_a_part_gives_it_what_the_whole_would_and_leaves_the_rest() {
    let before = reset(model());
    let mut after = before.clone();
    after.encoder = vec![layer(), layer()];
    reset(Part {
        encoder: &mut after.encoder,
    });
    assert_eq!(after, before);
    // Under another path, or at the root, it is another network.
    let alone = reset(vec![layer(), layer()]);
    assert_ne!(alone[0], before.encoder[0]);
}

#[derive(Initialize)]
struct Changed {
    #[init(truncated_normal, std = 3.0)]
    embedding: [f64; 7],
    #[init(skip)]
    encoder: Vec<Layer>,
    #[init(orthogonal, buffer)]
    recurrent: [[f32; 10]; 10],
    #[init(with = |_: &[usize], stream: &mut init_core::Stream| stream.normal())]
    state: [f64; 5],
}

#[test]
fn changing_or_skipping_a_field_leaves_the_others_as_they_were() {
    let before = reset(model());
    let after = reset(Changed {
        embedding: [0.0; 7],
        encoder: vec![layer()],
        recurrent: [[0.0; 10]; 10],
        state: [0.0; 5],
    });
    assert_eq!(after.encoder, [layer()]);
    assert_eq!(after.recurrent, before.recurrent);
    assert_eq!(after.state, before.state);
}

#[derive(Initialize)]
struct Renamed {
    #[init(normal, std = 0.02, stream = "embedding")]
    tokens: Weight,
    #[init(stream = "encoder")]
    blocks: Vec<RenamedLayer>,
    #[init(name = "recurrent", orthogonal)]
    hidden: [[f32; 10]; 10],
}

#[derive(Initialize)]
struct RenamedLayer {
    #[init(kaiming_normal, stream = "weight")]
    kernel: Weight,
    #[init(uniform, low = -0.1, high = 0.1, name = "offset", stream = "bias")]
    shift: Bias,
}

#[test]
fn renamed_fields_keep_their_values_by_their_streams() {
    let before = reset(model());
    let renamed = || RenamedLayer {
        kernel: [[0.0; 20]; 10],
        shift: [0.0; 10],
    };
    let after = reset(Renamed {
        tokens: [[0.0; 20]; 10],
        blocks: vec![renamed(), renamed()],
        hidden: [[0.0; 10]; 10],
    });
    assert_eq!(after.tokens, before.embedding);
    assert_eq!(after.hidden, before.recurrent);
    for (after, before) in after.blocks.iter().zip(&before.encoder) {
        assert_eq!((after.kernel, after.shift), (before.weight, before.bias));
    }
    assert_eq!(
        crate::paths(&after),
        [
            "tokens",
            "blocks.0.kernel",
            "blocks.0.offset",
            "blocks.1.kernel",
            "blocks.1.offset",
            "recurrent"
        ]
    );
}

/// Layers of one kind have values of their own.
#[test]
fn entries_of_a_list_differ() {
    let model = reset(model());
    assert_ne!(model.encoder[0].weight, model.encoder[1].weight);
    assert_ne!(model.encoder[0].bias, model.encoder[1].bias);
}
