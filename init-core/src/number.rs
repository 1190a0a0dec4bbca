//! Numbers: rounding, the normal distribution's functions and hashing, at the same bits on every
//! processor. Nothing here knows a tensor.

pub(crate) mod arithmetic;
#[cfg(test)]
pub(crate) mod contract;
pub(crate) mod double_double;
pub(crate) mod fnv;
pub(crate) mod fused;
#[cfg(feature = "serde")]
pub(crate) mod json_number;
pub(crate) mod normal_law;
pub(crate) mod parent_std;
pub(crate) mod rounding;
pub(crate) mod second_moment;
mod trigonometry;
