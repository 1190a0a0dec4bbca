//! Tensors by their axes: the role of each axis, the shape, and the fans that follow from both.

mod around;
pub(crate) mod axes;
mod fans;
mod lengths;
mod padding;
mod shape;
mod target;

pub(crate) use around::{Around, FansByPath};
pub(crate) use axes::{Axes, AxisOptions};
pub use fans::{FanCount, FanMode, Fans};
#[doc(hidden)]
pub use lengths::Lengths;
pub(crate) use padding::{Padding, indices_shown};
pub use shape::{AxisLength, Shape};
pub(crate) use shape::{checked_count, count, shown};
pub use target::Target;

pub use crate::dtype::DType;
