//! The tests are in `tests/`; the examples of `init-core/guides/nalgebra.md` are tests too.

#[cfg(doctest)]
#[doc = include_str!("../../../init-core/guides/nalgebra.md")]
struct Docs;
