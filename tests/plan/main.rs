//! The plan as data: JSON, Markdown, differences, suspicions, and the report of the written values.

mod diff;
mod elements;
mod follow;
mod followed;
mod html;
mod json;
mod long;
mod markdown;
mod model;
mod random;
mod report;
#[path = "../support/single.rs"]
mod single;
mod suspicions;
