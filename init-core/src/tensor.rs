//! Tensors by their axes: the role of each axis, the shape, and the fans that follow from both.

mod around;
pub(crate) mod axes;
mod axis_options;
mod checks;
mod counted;
mod cut;
mod fans;
mod indices;
mod layout;
mod lengths;
mod mup;
mod padding;
mod part;
mod shape;
mod shard;
mod target;
mod width;

pub(crate) use around::{Around, Context, FansByPath};
pub(crate) use axes::Axes;
pub(crate) use axis_options::AxisOptions;
pub(crate) use cut::Cut;
pub use fans::{FanCount, FanMode, Fans};
pub(crate) use indices::Indices;
#[cfg(any(feature = "serde", feature = "safetensors-0_8"))]
pub(crate) use layout::Roles;
#[doc(hidden)]
pub use lengths::Lengths;
pub use mup::MupRole;
pub(crate) use padding::{Padding, indices_shown};
pub(crate) use part::Part;
pub use shape::{AxisLength, Shape};
pub(crate) use shape::{checked_count, count, shown};
pub use shard::Shard;
pub use target::Target;

pub use crate::dtype::DType;
