//! Tensors that share their memory.

use common::suite::{Library, UNTOUCHED};
use init_core::tensor::DType;
use init_core::{Initialize, Reset};
use tch::{Device, Kind, Tensor, nn};

use crate::tensors::{Tch, full};

#[derive(Initialize)]
struct Pair {
    #[init(normal, std = 0.02)]
    embedding: Tensor,
    #[init(normal, std = 0.02)]
    head: Tensor,
}

fn variable(shape: &[usize]) -> Tensor {
    full(shape, DType::F32).set_requires_grad(true)
}

#[test]
fn clones_of_a_variable_are_one_parameter() {
    let shared = variable(&[6, 4]);
    let clones = [
        shared.shallow_clone(),
        shared.detach(),
        shared.data(),
        // An axis of one index has no step.
        shared.detach().view([1, 6, 4]),
    ];
    for head in clones {
        let mut tied = Pair {
            embedding: shared.shallow_clone(),
            head,
        };
        let plan = Reset::seed(1).run(&mut tied).unwrap();
        assert_eq!(plan.parameter_count(), 1);
        assert_eq!(plan.entries()[0].path(), "embedding");
        assert_eq!(plan.entries()[0].aliases(), ["head"]);
        assert_eq!(Tch::elements(&tied.embedding), Tch::elements(&tied.head));
    }

    let mut apart = Pair {
        embedding: variable(&[6, 4]),
        head: variable(&[6, 4]),
    };
    assert_eq!(Reset::seed(1).run(&mut apart).unwrap().parameter_count(), 2);
    let elements = Tch::elements(&apart.embedding);
    assert_eq!(elements, Tch::elements(&shared));
    assert_ne!(elements, Tch::elements(&apart.head));
}

/// cuDNN's recurrent layers keep their weights in one storage.
#[test]
fn parts_of_one_storage_are_parameters_of_their_own() {
    let storage = full(&[48], DType::F32);
    let mut parts = Pair {
        embedding: storage.narrow(0, 0, 24).view([6, 4]),
        head: storage.narrow(0, 24, 24).view([6, 4]),
    };
    assert_eq!(Reset::seed(1).run(&mut parts).unwrap().parameter_count(), 2);
    assert!(!Tch::elements(&storage).contains(&UNTOUCHED));
    let mut apart = Pair {
        embedding: variable(&[6, 4]),
        head: variable(&[6, 4]),
    };
    Reset::seed(1).run(&mut apart).unwrap();
    assert_eq!(Tch::elements(&parts.head), Tch::elements(&apart.head));
}

/// Tensors without elements have no address to share.
#[test]
fn empty_tensors_are_apart() {
    let mut empty = Pair {
        embedding: variable(&[0, 4]),
        head: variable(&[0, 4]),
    };
    assert_eq!(Reset::seed(1).run(&mut empty).unwrap().parameter_count(), 2);
}

/// The usual head of a language model is its embedding: one parameter, which stays what it is as
/// an embedding.
#[test]
fn a_tied_head_is_initialized_as_the_embedding() {
    #[derive(Initialize)]
    struct Tied {
        embedding: nn::Embedding,
        head: nn::Linear,
    }
    let vars = nn::VarStore::new(Device::Cpu);
    let embedding = nn::embedding(vars.root(), 50, 16, nn::EmbeddingConfig::default());
    let head = nn::Linear {
        ws: embedding.ws.shallow_clone(),
        bs: None,
    };
    let mut tied = Tied { embedding, head };
    let plan = Reset::seed(1).run(&mut tied).unwrap();
    assert_eq!(plan.parameter_count(), 1);
    assert_eq!(plan.entries()[0].aliases(), ["head.weight"]);
    assert_eq!(plan.entries()[0].law().std(), Some(1.0));
    assert_eq!(tied.head.ws.kind(), Kind::Float);
}
