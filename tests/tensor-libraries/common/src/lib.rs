//! Shared by the tests of every tensor library: one suite, one data set and one network.
//!
//! A library implements [`Library`](suite::Library) and writes `common::suite!(ItsName);`.

pub mod blocks;
pub mod digits;
pub mod layers;
pub mod network;
pub mod suite;

/// The examples of `init-core/guides/half.md` are tests.
#[cfg(doctest)]
#[doc = include_str!("../../../../init-core/guides/half.md")]
struct Docs;
