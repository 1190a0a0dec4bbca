//! The tests are in `tests/`; the examples of `init-core/guides/faer.md` are tests too.

#[cfg(doctest)]
#[doc = include_str!("../../../init-core/guides/faer.md")]
struct Docs;
