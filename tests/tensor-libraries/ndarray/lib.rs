//! The tests are in `tests/`; the examples of `init-core/guides/ndarray.md` are tests too.

#[cfg(doctest)]
#[doc = include_str!("../../../init-core/guides/ndarray.md")]
struct Docs;
