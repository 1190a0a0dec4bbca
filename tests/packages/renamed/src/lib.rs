//! A crate that knows init-core under another name: `#[init(crate = ::weights)]`.

use weights::Initialize;

/// A struct whose attributes need everything that the generated code names.
#[derive(Debug, Initialize)]
#[init(crate = ::weights)]
#[init(at = "next.0", rank = 2, constant = self.value)]
pub struct Linear<T> {
    /// The weight.
    #[init(kaiming_normal, mode = "fan_out", nonlinearity = "relu", layout = "io")]
    pub weight: [[f32; 3]; 2],
    /// The bias, as flat storage.
    #[init(constant = 0.5, shape = self.bias.len(), name = "b", stream = "bias")]
    pub bias: Vec<f32>,
    /// A tensor of any type.
    #[init(zeros)]
    pub shift: Option<T>,
    /// What follows.
    #[init(at = "*", module = "Head", ones)]
    pub next: Option<Box<Head>>,
    /// What the tensor of the next is filled with.
    #[init(skip)]
    pub value: f64,
}

/// A module inside.
#[derive(Debug, Initialize)]
#[init(crate = ::weights)]
pub enum Head {
    /// One tensor, by the place of the head in a list.
    Dense(#[init(variance_scaling, distribution = "uniform")] [[f32; 2]; 2]),
    /// Nothing.
    Empty,
}

#[cfg(test)]
mod tests {
    use super::{Head, Initialize, Linear};

    #[test]
    fn a_renamed_dependency_is_found_through_its_path() {
        let mut model = Linear {
            weight: [[0.0; 3]; 2],
            bias: vec![0.0; 3],
            shift: Some([1.0_f32; 2]),
            next: Some(Box::new(Head::Dense([[0.0; 2]; 2]))),
            value: 0.25,
        };
        weights::Reset::seed(1).run(&mut model).unwrap();
        assert_eq!((model.bias, model.shift), (vec![0.5; 3], Some([0.0; 2])));
        let next = model.next.as_deref();
        assert!(matches!(
            next,
            Some(Head::Dense([[0.25, 0.25], [0.25, 0.25]]))
        ));
        assert!(Head::Empty.plan().unwrap().entries().is_empty());
    }
}
