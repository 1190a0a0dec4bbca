//! The plan as data: what it says beside its table.

mod markdown;
