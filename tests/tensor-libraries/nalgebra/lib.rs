//! The tests are in `tests/`; the examples of `docs/nalgebra.md` are tests too.

#[cfg(doctest)]
#[doc = include_str!("../../../docs/nalgebra.md")]
struct Docs;
