//! Parts, against what PyTorch documents and values taken one by one.

use alloc::vec::Vec;

use super::Shard;

/// `torch.chunk(torch.arange(n), count)`, by its documentation: pieces of ⌈n / count⌉ while there are
/// values.
#[test]
fn parts_are_those_of_torch_chunk() {
    for n in 0..40 {
        for parts in 1..9 {
            let all: Vec<usize> = (0..n).collect();
            let mut chunks = all.chunks(n.div_ceil(parts).max(1));
            for index in 0..parts {
                let part = Shard::rows(index, parts).part(&[n]).unwrap();
                let expected = chunks.next().unwrap_or_default();
                assert!(part.axes[0].ranges().flatten().eq(expected.iter().copied()));
            }
        }
    }
}

/// The places of the values of a part in a tensor of this shape, index by index of its boxes.
fn places(shard: &Shard, shape: &[usize]) -> Vec<usize> {
    let mut found = Vec::new();
    for indices in shard.part(shape).unwrap().boxes() {
        let mut places = alloc::vec![0];
        for (indices, &length) in indices.iter().zip(shape) {
            places = (places.iter())
                .flat_map(|place| {
                    let indices = indices.ranges().flatten();
                    indices.map(move |index| place * length + index)
                })
                .collect();
        }
        found.extend(places);
    }
    found
}

/// The boxes of a flat part, index by index, are its values in order.
#[test]
fn the_boxes_of_a_flat_part_are_its_values() {
    for shape in [&[2, 3, 4][..], &[7], &[3, 1, 2], &[1, 1], &[], &[4, 0]] {
        let total: usize = shape.iter().product();
        for start in 0..=total {
            for end in start..=total {
                let found = places(&Shard::flat_range(start..end), shape);
                assert!(found.into_iter().eq(start..end), "{shape:?} {start}..{end}");
            }
        }
    }
}

/// A mesh cuts one axis twice, and each cut is of what the one before left.
#[test]
fn a_mesh_cuts_again() {
    let part = |i, j| {
        Shard::rows(i, 2)
            .and(Shard::rows(j, 3))
            .part(&[10])
            .unwrap()
    };
    let found: Vec<_> = (0..2).flat_map(|i| (0..3).map(move |j| (i, j))).collect();
    let found: Vec<_> = found
        .into_iter()
        .flat_map(|(i, j)| part(i, j).axes[0].ranges().collect::<Vec<_>>())
        .collect();
    assert_eq!(found, [0..2, 2..4, 4..5, 5..7, 7..9, 9..10]);
}

/// `torch.arange(24).view(3, 8).chunk(3, 1)`, flattened, and others, as torch gives them.
#[test]
fn blocks_are_cut_as_torch_cuts_each() {
    let rows = |n: usize, blocks, count| -> Vec<Vec<usize>> {
        let part = |index| {
            let shard = Shard::rows(index, count).in_blocks(blocks);
            let part = shard.part(&[n]).unwrap();
            part.axes[0].ranges().flatten().collect()
        };
        (0..count).map(part).collect()
    };
    let expected = [
        &[0, 1, 2, 8, 9, 10, 16, 17, 18][..],
        &[3, 4, 5, 11, 12, 13, 19, 20, 21],
        &[6, 7, 14, 15, 22, 23],
    ];
    assert_eq!(rows(24, 3, 3), expected);
    // Of five, four get 2, 2 and 1: the last has none.
    let expected = [&[0, 1, 5, 6][..], &[2, 3, 7, 8], &[4, 9], &[]];
    assert_eq!(rows(10, 2, 4), expected);
    assert_eq!(rows(12, 12, 2), [&(0..12).collect::<Vec<_>>()[..], &[]]);
}

/// What is cut in blocks can be cut again: as a whole, in blocks, or flattened.
#[test]
fn blocks_are_cut_again() {
    // 0..3, 8..11, 16..19 of which the second of two has five, and each of three has one.
    let blocks = || Shard::range(0, 0..3).in_blocks(3);
    let again = blocks().and(Shard::rows(0, 2));
    assert_eq!(places(&again, &[24]), [0, 1, 2, 8, 9]);
    let again = blocks().and(Shard::rows(1, 3).in_blocks(3));
    assert_eq!(places(&again, &[24]), [1, 9, 17]);
    // Of columns 0 and 1, 3 and 4: the values of two rows are 0, 1, 3, 4, 6, 7, 9, 10.
    let columns = || Shard::range(1, 0..2).in_blocks(2);
    for start in 0..=8 {
        for end in start..=8 {
            let flat = columns().and(Shard::flat_range(start..end));
            assert_eq!(
                places(&flat, &[2, 6]),
                [0, 1, 3, 4, 6, 7, 9, 10][start..end]
            );
        }
    }
    let flat = columns().and(Shard::flat(1, 2).in_blocks(2));
    assert_eq!(places(&flat, &[2, 6]), [3, 4, 9, 10]);
}
