//! The tests are in `tests/`; the examples of `docs/burn.md` are tests too.

#[cfg(doctest)]
#[doc = include_str!("../../../docs/burn.md")]
struct Docs;
