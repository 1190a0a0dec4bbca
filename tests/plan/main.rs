//! The plan as data: what it says beside its table, and what it warns of.

mod markdown;
mod model;
mod suspicions;
