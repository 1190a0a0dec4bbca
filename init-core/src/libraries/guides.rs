//! A guide to each library, whether or not its feature is on, one to presets, one to recipes of whole
//! architectures, one to moving a model from another framework, one to models larger than memory or a
//! machine, and one to the versions that have no feature.

#[doc = include_str!("../../guides/burn.md")]
pub mod burn {}

#[doc = include_str!("../../guides/candle.md")]
pub mod candle {}

#[doc = include_str!("../../guides/faer.md")]
pub mod faer {}

#[doc = include_str!("../../guides/half.md")]
pub mod half {}

#[doc = include_str!("../../guides/nalgebra.md")]
pub mod nalgebra {}

#[doc = include_str!("../../guides/ndarray.md")]
pub mod ndarray {}

#[doc = include_str!("../../guides/num_complex.md")]
pub mod num_complex {}

#[doc = include_str!("../../guides/tch.md")]
pub mod tch {}

#[doc = include_str!("../../guides/presets.md")]
pub mod presets {}

#[doc = include_str!("../../guides/recipes.md")]
pub mod recipes {}

#[doc = include_str!("../../guides/moving.md")]
pub mod moving {}

#[doc = include_str!("../../guides/scale.md")]
pub mod scale {}

#[doc = include_str!("../../guides/other_versions.md")]
pub mod other_versions {}
