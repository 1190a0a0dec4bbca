//! Shared by the tests of every tensor library: one suite, one data set and one network.
//!
//! A library implements [`Library`](suite::Library) and writes `common::suite!(ItsName);`.

pub mod blocks;
pub mod digits;
pub mod layers;
pub mod network;
pub mod suite;

/// The examples of the guides to elements are tests.
#[cfg(doctest)]
mod guides {
    #[doc = include_str!("../../../../init-core/guides/half.md")]
    struct Narrow;

    #[doc = include_str!("../../../../init-core/guides/num_complex.md")]
    struct Complex;
}
