//! The tests are in `tests/`; the examples of `init-core/guides/tch.md` are tests too.

#[cfg(doctest)]
#[doc = include_str!("../../../init-core/guides/tch.md")]
struct Docs;
