//! The tests are in `tests/`; the examples of `docs/faer.md` are tests too.

#[cfg(doctest)]
#[doc = include_str!("../../../docs/faer.md")]
struct Docs;
