//! Models: structs whose parameters can be visited, and the containers that they are made of.

mod arrays;
mod containers;
mod initialize;
mod modules;
mod named;
mod sharded;
pub(crate) mod shared_cell;

pub use initialize::Initialize;
pub use named::NamedParameters;
pub use sharded::Sharded;
pub use shared_cell::SharedCell;
