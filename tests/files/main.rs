//! Rules from files: every word, every mistake, and where it is.

mod errors;
mod messages;
mod read;
#[path = "../support/uses.rs"]
mod uses;
mod words;
