//! The tests are in `tests/`; the examples of `docs/candle.md` are tests too.

#[cfg(doctest)]
#[doc = include_str!("../../../docs/candle.md")]
struct Docs;
