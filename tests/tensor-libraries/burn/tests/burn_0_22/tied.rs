//! Parameters with one id.

use burn::module::{Module, Param, ParamId};
use burn::nn::{Embedding, EmbeddingConfig};
use burn::tensor::Tensor;
use init_core::initializer::normal;
use init_core::libraries::burn_0_22::BurnModule;
use init_core::{ErrorKind, Initialize, Reset, Rules};

use crate::{bits, device};

#[derive(Module, Debug, Initialize)]
struct Tied {
    embedding: Embedding,
    #[init(normal)]
    head: Param<Tensor<2>>,
}

fn tied(is_initialized: bool) -> Tied {
    let embedding = EmbeddingConfig::new(5, 3).init(&device().autodiff());
    if is_initialized {
        embedding.weight.val();
    }
    let head = embedding.weight.clone();
    Tied { embedding, head }
}

fn check(model: &Tied) {
    assert_eq!(model.head.id, model.embedding.weight.id);
    let first = bits(&model.embedding.weight.val());
    assert_eq!(bits(&model.head.val()), first);
    assert!(first.iter().any(|&bits| bits != 0));
    // One node of the graph: the gradient that reaches one is that of both.
    let sum = model.embedding.weight.val().sum() + model.head.val().sum();
    let grads = sum.backward();
    let grad = model.head.val().grad(&grads).expect("a gradient");
    assert_eq!(grad.to_data().try_into_vec::<f32>().unwrap(), [2.0; 15]);
}

#[test]
fn parameters_with_one_id_are_initialized_once_and_stay_tied() {
    for is_initialized in [false, true] {
        let mut model = tied(is_initialized);
        let plan = Reset::seed(1).run(&mut model).unwrap();
        assert_eq!(plan.entries().len(), 1);
        assert_eq!(plan.get("embedding.weight").unwrap().aliases(), ["head"]);
        check(&model);
    }
}

#[test]
fn a_whole_module_keeps_them_tied_too() {
    for is_initialized in [false, true] {
        let mut model = BurnModule::new(tied(is_initialized));
        let rules = Rules::new().at("embedding.weight", normal());
        let plan = Reset::seed(1).rules(&rules).run(&mut model).unwrap();
        assert_eq!(plan.entries().len(), 1);
        let model = model.into_inner();
        check(&model);
        let mut derived = tied(false);
        Reset::seed(1).run(&mut derived).unwrap();
        assert_eq!(bits(&derived.head.val()), bits(&model.head.val()));
    }
}

#[test]
fn one_id_for_two_ranks_is_an_error() {
    #[derive(Initialize)]
    struct Net {
        #[init(zeros)]
        first: Param<Tensor<1>>,
        #[init(zeros)]
        second: Param<Tensor<2>>,
    }
    let id = ParamId::new();
    let mut net = Net {
        first: Param::initialized(id, Tensor::zeros([4], &device())),
        second: Param::initialized(id, Tensor::zeros([2, 2], &device())),
    };
    let error = Reset::seed(1).run(&mut net).unwrap_err();
    assert!(error.has(ErrorKind::Conflict), "{error}");
    assert_eq!(error.problems()[0].path(), Some("second"));
    assert_eq!(error.written(), ["first"]);
}
