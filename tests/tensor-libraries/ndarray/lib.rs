//! The tests are in `tests/`; the examples of `docs/ndarray.md` are tests too.

#[cfg(doctest)]
#[doc = include_str!("../../../docs/ndarray.md")]
struct Docs;
