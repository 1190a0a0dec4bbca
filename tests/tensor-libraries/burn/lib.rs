//! The tests are in `tests/`; the examples of `init-core/guides/burn.md` are tests too.

#[cfg(doctest)]
#[doc = include_str!("../../../init-core/guides/burn.md")]
struct Docs;
