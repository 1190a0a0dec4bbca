//! The tests are in `tests/`; the examples of `docs/tch.md` are tests too.

#[cfg(doctest)]
#[doc = include_str!("../../../docs/tch.md")]
struct Docs;
