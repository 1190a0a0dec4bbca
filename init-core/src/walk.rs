//! The walk over a model: the calls that every visitor receives, in declaration order.
//!
//! `visit_parameters` and `visit_parameters_mut` are to a model what `iter` and `iter_mut` are to a
//! list. Both call the same methods in the same order. Resetting, planning, measuring and saving
//! are visitors, and so are the adapters between a model and a visitor: a rule that replaces an
//! initializer forwards the walk to the visitor around it, so that the rule nearest the root
//! decides.

mod component;
mod declared;
mod depth_scaling;
mod layer;
mod parameters;
mod parted;
mod rule_use;
mod shared;
pub(crate) mod sharing;
mod trail;
mod visitor;
pub(crate) mod walker;

pub use component::Component;
pub use declared::Declared;
pub(crate) use declared::{Given, Ruling};
pub use depth_scaling::DepthScaling;
pub use layer::{Layer, Outer};
pub use parameters::{DeclaredShape, ListEntry, OwnShape, Parameters, ShapeSource};
pub use rule_use::RuleUse;
pub(crate) use rule_use::Tag;
pub use shared::Shared;
pub use trail::{FirstPlace, Trail};
pub(crate) use visitor::hand_on_walk;
pub use visitor::{Visitor, VisitorMut, Walk};
