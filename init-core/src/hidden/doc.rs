//! Helpers that the examples in the documentation, the tests and the benches share.

pub use crate::engine::{Level, values_of_edited_words};

/// A generator.
pub fn rng() -> impl rand_core::Rng {
    crate::engine::Stream::for_documentation()
}

/// The path of a temporary file.
#[cfg(feature = "std")]
pub fn file(name: &str) -> std::path::PathBuf {
    std::env::temp_dir().join(std::format!("init-core-{}-{name}", std::process::id()))
}
