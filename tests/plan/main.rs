//! The plan as data: JSON, Markdown, and what it warns of.

mod json;
mod markdown;
mod model;
mod suspicions;
