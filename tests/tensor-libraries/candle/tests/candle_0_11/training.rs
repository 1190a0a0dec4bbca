//! A network of candle's layers learns to read digits from the weights it is given here.

use candle_core::{D, DType, Device, Result, Tensor, Var};
use candle_nn::{AdamW, Linear, Module, Optimizer, ParamsAdamW, loss::cross_entropy};
use common::digits::{Digits, PIXELS};
use common::network::{ACCURACY, CLASSES, FIRST_LOSS, HIDDEN, SEED, TOLERANCE};
use init_core::{Initialize, Reset};

#[derive(Initialize)]
#[init(at = "*.weight", kaiming_normal)]
#[init(at = "*.bias", zeros)]
struct Network {
    fc1: Linear,
    fc2: Linear,
}

impl Network {
    fn reset() -> Result<Self> {
        let var =
            |shape: &[usize]| Var::zeros(shape, DType::F32, &Device::Cpu).map(Var::into_inner);
        let linear = |inputs, outputs| -> Result<Linear> {
            let bias = var(&[outputs])?;
            Ok(Linear::new(var(&[outputs, inputs])?, Some(bias)))
        };
        let mut network = Self {
            fc1: linear(PIXELS, HIDDEN)?,
            fc2: linear(HIDDEN, CLASSES)?,
        };
        let reset = Reset::seed(SEED).run(&mut network);
        reset.expect("a plan without errors");
        Ok(network)
    }

    fn forward(&self, pixels: &Tensor) -> Result<Tensor> {
        self.fc2.forward(&self.fc1.forward(pixels)?.relu()?)
    }

    fn vars(&self) -> Result<Vec<Var>> {
        let layers = [&self.fc1, &self.fc2].into_iter();
        let tensors = layers.flat_map(|layer| [Some(layer.weight()), layer.bias()]);
        tensors.flatten().map(Var::from_tensor).collect()
    }
}

fn tensors(digits: &Digits) -> Result<(Tensor, Tensor)> {
    let pixels = Tensor::from_slice(&digits.pixels, (digits.len(), PIXELS), &Device::Cpu)?;
    let labels = Tensor::from_slice(&digits.labels, digits.len(), &Device::Cpu)?;
    Ok((pixels, labels))
}

#[test]
fn the_first_loss_is_that_of_the_value_contract() -> Result<()> {
    let (pixels, labels) = tensors(&Digits::first())?;
    let scores = Network::reset()?.forward(&pixels)?;
    let loss = f64::from(cross_entropy(&scores, &labels)?.to_scalar::<f32>()?);
    println!("first loss {loss}");
    assert!((loss - FIRST_LOSS).abs() < TOLERANCE, "{loss}");
    Ok(())
}

#[test]
fn digits_are_read_after_two_hundred_steps() -> Result<()> {
    let [train, test] = Digits::split();
    let network = Network::reset()?;
    let rate = ParamsAdamW {
        lr: 0.01,
        ..ParamsAdamW::default()
    };
    let mut optimizer = AdamW::new(network.vars()?, rate)?;
    let (pixels, labels) = tensors(&train)?;
    for _ in 0..200 {
        let loss = cross_entropy(&network.forward(&pixels)?, &labels)?;
        optimizer.backward_step(&loss)?;
    }
    let (pixels, labels) = tensors(&test)?;
    let read = network.forward(&pixels)?.argmax(D::Minus1)?.eq(&labels)?;
    let right = read.to_dtype(DType::F64)?.mean_all()?.to_scalar::<f64>()?;
    println!("{right} of {} are right", test.len());
    assert!(right >= ACCURACY, "{right}");
    Ok(())
}
