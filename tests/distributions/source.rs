//! Values by the million, without memory for them.

use init_core::values::Element;
use init_core::{Initializer, Reset};

use crate::watched::{Model, Watched};

/// How many values are handed over at once: a multiple of every tile.
pub(crate) const PIECE: usize = 1 << 14;

/// Hands over `count` values (whole pieces) of a law, under a seed and a path.
pub(crate) fn watch_at<T: Element + Default>(
    law: &dyn Initializer,
    seed: u64,
    path: &str,
    count: usize,
    mut watch: impl FnMut(&[T]),
) {
    assert!(count.is_multiple_of(PIECE));
    let mut model = Model {
        path,
        tensor: Watched {
            length: count,
            part: 0..count,
            piece: PIECE,
            watch: &mut watch,
        },
        law,
    };
    Reset::seed(seed).run(&mut model).unwrap();
}

/// Hands over `count` values (whole pieces) of a law, under a seed.
pub(crate) fn watch<T: Element + Default>(
    law: &dyn Initializer,
    seed: u64,
    count: usize,
    watch: impl FnMut(&[T]),
) {
    watch_at(law, seed, "w", count, watch);
}

/// `count` values (whole pieces) of a law, under a seed and a path.
pub(crate) fn values_at<T: Element + Default>(
    law: &dyn Initializer,
    seed: u64,
    path: &str,
    count: usize,
) -> Vec<T> {
    let mut values = Vec::with_capacity(count);
    watch_at(law, seed, path, count, |piece| {
        values.extend_from_slice(piece);
    });
    values
}
