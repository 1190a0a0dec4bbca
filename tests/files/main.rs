//! Rules from files: every word, every mistake, and its line and column.

mod errors;
mod long;
mod messages;
mod numbers;
mod options;
mod read;
#[path = "../support/uses.rs"]
mod uses;
mod words;
