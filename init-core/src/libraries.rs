//! The tensors, layers and whole models of other libraries, each with its own feature.
//!
//! `guides` has a page for each: what is a parameter, what each layer gets, what it costs.

#[cfg(feature = "burn-0_22")]
pub mod burn_0_22;
#[cfg(feature = "candle-0_11")]
pub mod candle_0_11;
#[cfg(feature = "faer-0_24")]
mod faer_0_24;
#[cfg(all(doc, not(doctest)))]
pub mod guides;
/// The examples of the guides that need no library are tests.
#[cfg(doctest)]
mod tested {
    #[doc = include_str!("../guides/presets.md")]
    mod presets {}

    #[doc = include_str!("../guides/recipes.md")]
    mod recipes {}

    #[cfg(all(feature = "derive", feature = "safetensors-0_8"))]
    #[doc = include_str!("../guides/scale.md")]
    mod scale {}
}
#[cfg(feature = "nalgebra-0_35")]
mod nalgebra_0_35;
#[cfg(feature = "ndarray-0_17")]
mod ndarray_0_17;
#[cfg(feature = "num-complex-0_4")]
mod num_complex_0_4;
#[cfg(feature = "tch-0_26")]
mod tch_0_26;
#[cfg(any(feature = "candle-0_11", feature = "tch-0_26"))]
mod torch_layers;

/// The source of the default of a layer that PyTorch has too, as the plan shows it.
#[cfg(any(feature = "burn-0_22", feature = "candle-0_11", feature = "tch-0_26"))]
const TORCH: &str = "PyTorch's default for the layer";
