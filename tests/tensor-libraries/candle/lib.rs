//! The tests are in `tests/`; the examples of `init-core/guides/candle.md` are tests too.

#[cfg(doctest)]
#[doc = include_str!("../../../init-core/guides/candle.md")]
struct Docs;
