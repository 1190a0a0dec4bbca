//! A crate of edition 2015, which names its dependencies by `extern crate`.

extern crate init_core;

use init_core::Initialize;

/// A struct whose attributes need everything that the generated code names.
#[derive(Debug, Initialize)]
#[init(at = "heads.*.weight", rank = 2, constant = self.value + layer.index as f64)]
pub struct Linear<'a, T, const N: usize> {
    /// The weight.
    #[init(kaiming_normal, mode = "fan_out", nonlinearity = "relu", layout = "io")]
    pub weight: [[f32; 3]; N],
    /// The bias, as flat storage.
    #[init(constant = 0.5, shape = self.bias.len(), name = "b", stream = "bias")]
    pub bias: &'a mut [f32],
    /// A tensor of any type.
    #[init(normal, std = const { 0.5 * 2.0 })]
    pub shift: Option<T>,
    /// What follows.
    #[init(at = "*.bias", module = "Head", ones)]
    pub heads: [Head; 2],
    /// What the weights of the heads begin with.
    #[init(skip)]
    pub value: f64,
}

/// A module inside.
#[derive(Debug, Initialize)]
pub enum Head {
    /// Two tensors, the second by the place of the head in a list.
    Dense {
        /// The weight.
        #[init(orthogonal, gain = *gain)]
        weight: [[f32; 2]; 2],
        /// The bias.
        #[init(constant = layer.count as f64)]
        bias: [f32; 2],
        /// The gain of the weight.
        #[init(skip)]
        gain: f64,
    },
    /// Nothing.
    Empty,
}

/// A module under the path that its attribute gives, with closures that read a field.
#[derive(Debug, Initialize)]
#[init(crate = ::init_core)]
pub struct Drawn {
    /// Values from a table.
    #[init(with = |index, _| self.table[index[0]])]
    pub copied: [f64; 3],
    /// Values from a table, by a rule.
    #[init(parameter)]
    #[init(at = "**", with = |index, _| 2.0 * self.table[index[0]])]
    pub ruled: [f64; 3],
    /// The table.
    #[init(skip)]
    pub table: [f64; 3],
}

#[cfg(test)]
mod tests {
    use super::{Drawn, Head, Linear};
    use init_core::Reset;

    #[test]
    fn a_crate_of_edition_2015_resets_a_model() {
        let mut memory = [0.0; 3];
        let mut model = Linear {
            weight: [[0.0; 3]; 4],
            bias: &mut memory,
            shift: None::<[f64; 2]>,
            heads: [
                Head::Empty,
                Head::Dense {
                    weight: [[0.0; 2]; 2],
                    bias: [0.0; 2],
                    gain: 1.0,
                },
            ],
            value: 0.5,
        };
        let plan = Reset::seed(1).run(&mut model).unwrap();
        assert_eq!(plan.value_count(), 12 + 3 + 4 + 2);
        match &model.heads[1] {
            Head::Dense { weight, bias, .. } => {
                assert_eq!((*weight, *bias), ([[1.5; 2]; 2], [1.0; 2]));
            }
            Head::Empty => panic!("the head was dense"),
        }
        assert_eq!(memory, [0.5; 3]);
    }

    #[test]
    fn a_closure_borrows_the_field_that_it_reads() {
        let mut model = Drawn {
            copied: [0.0; 3],
            ruled: [0.0; 3],
            table: [1.0, 2.0, 3.0],
        };
        Reset::seed(1).run(&mut model).unwrap();
        assert_eq!(model.copied, [1.0, 2.0, 3.0]);
        assert_eq!(model.ruled, [2.0, 4.0, 6.0]);
    }
}
