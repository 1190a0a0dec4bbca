//! A reset of variables that an optimizer or a graph holds.

use candle_core::{DType, Device, Result, Tensor, Var};
use candle_nn::{AdamW, Optimizer, ParamsAdamW};
use init_core::{Initialize, Reset};

#[derive(Initialize)]
struct Net {
    #[init(normal)]
    weight: Var,
}

fn net() -> Result<Net> {
    let mut net = Net {
        weight: Var::zeros(4, DType::F32, &Device::Cpu)?,
    };
    Reset::seed(1).run(&mut net).expect("a plan");
    Ok(net)
}

fn adam(net: &Net) -> Result<AdamW> {
    let rate = ParamsAdamW {
        lr: 0.1,
        weight_decay: 0.0,
        ..ParamsAdamW::default()
    };
    AdamW::new(vec![net.weight.clone()], rate)
}

fn values(tensor: &Tensor) -> Vec<f32> {
    tensor.to_vec1().unwrap()
}

/// A step with gradients of 0, which moves the variable by the moments alone.
fn idle_step(optimizer: &mut AdamW, net: &Net) -> Result<()> {
    let loss = net.weight.mul(&net.weight.zeros_like()?)?.sum_all()?;
    optimizer.backward_step(&loss)
}

#[test]
fn an_optimizer_sees_the_new_values_and_keeps_its_moments() -> Result<()> {
    let mut net = net()?;
    let first = values(&net.weight);
    let mut optimizer = adam(&net)?;
    for _ in 0..3 {
        optimizer.backward_step(&net.weight.sqr()?.sum_all()?)?;
    }
    assert_ne!(values(&net.weight), first);
    Reset::seed(1).run(&mut net).expect("a plan");
    assert_eq!(values(&net.weight), first);

    idle_step(&mut optimizer, &net)?;
    assert_ne!(values(&net.weight), first);
    // The optimizer still writes the variable that the model reads; a new one has no moments.
    Reset::seed(1).run(&mut net).expect("a plan");
    idle_step(&mut adam(&net)?, &net)?;
    assert_eq!(values(&net.weight), first);
    Ok(())
}

/// The loss was computed from the old values, and d(w²)/dw = 2w is taken at the new ones.
#[test]
fn a_graph_from_before_a_reset_has_its_gradients_at_the_new_values() -> Result<()> {
    let mut net = net()?;
    let old = values(&net.weight);
    let loss = net.weight.sqr()?.sum_all()?;
    Reset::seed(2).run(&mut net).expect("a plan");
    let new = values(&net.weight);
    assert_ne!(old, new);
    let gradients = loss.backward()?;
    let gradient = values(gradients.get(&net.weight).expect("a gradient"));
    let expected: Vec<f32> = new.iter().map(|value| 2.0 * value).collect();
    assert_eq!(gradient, expected);
    let squares: f32 = old.iter().map(|value| value * value).sum();
    assert!((loss.to_scalar::<f32>()? - squares).abs() < 1e-5);
    Ok(())
}
