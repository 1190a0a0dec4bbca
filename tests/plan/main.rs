//! The plan as data: JSON, Markdown, differences, and what it warns of.

mod diff;
mod json;
mod markdown;
mod model;
mod random;
mod suspicions;
