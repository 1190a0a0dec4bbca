//! Rules from files: every word, every mistake, and its line and column.

mod errors;
mod messages;
mod options;
mod read;
#[path = "../support/uses.rs"]
mod uses;
mod words;
