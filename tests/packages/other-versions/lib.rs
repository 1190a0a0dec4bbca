//! The examples of `init-core/guides/other_versions.md` are tests.

#[cfg(doctest)]
#[doc = include_str!("../../../init-core/guides/other_versions.md")]
struct Docs;
