//! Four registers as one: while one waits for a result the others work, and each constant is loaded once for
//! all of them.

use crate::engine::lanes::pair::{Twice, Two};

/// A value of each register.
pub(super) type Four<V> = Two<Two<V>>;

/// The lanes of four registers.
pub(super) fn four<L>(lanes: L) -> Twice<Twice<L>> {
    Twice(Twice(lanes))
}

/// The value of each register, by its number.
#[inline(always)]
pub(super) fn four_of<V>(of: impl Fn(usize) -> V) -> Four<V> {
    Two {
        low: Two {
            low: of(0),
            high: of(1),
        },
        high: Two {
            low: of(2),
            high: of(3),
        },
    }
}

/// The values of the registers in order.
#[inline(always)]
pub(super) fn in_order<V>(values: Four<V>) -> [V; 4] {
    let Two { low, high } = values;
    [low.low, low.high, high.low, high.high]
}
