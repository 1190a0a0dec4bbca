//! Tensors of integers and booleans, such as counters, flags and positions: one value or a function of
//! the index, exactly.

mod memory;
mod mistakes;
mod planned;
mod values;

use init_core::Initialize;

/// A batch norm as PyTorch's, with a flag.
#[derive(Debug, Clone, PartialEq, Initialize)]
pub(crate) struct BatchNorm {
    #[init(ones)]
    pub(crate) weight: [f32; 3],
    #[init(zeros, buffer)]
    pub(crate) running_mean: [f32; 3],
    #[init(constant = 0, buffer)]
    pub(crate) num_batches_tracked: i64,
    #[init(constant = false, buffer)]
    pub(crate) initialized: bool,
}

impl BatchNorm {
    /// After some training.
    pub(crate) fn used() -> Self {
        Self {
            weight: [0.5; 3],
            running_mean: [0.25; 3],
            num_batches_tracked: 9_007_199_254_740_993,
            initialized: true,
        }
    }
}
