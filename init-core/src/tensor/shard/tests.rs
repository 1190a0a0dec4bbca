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
                assert!(part.ranges[0].clone().eq(expected.iter().copied()));
            }
        }
    }
}

/// The boxes of a flat part, index by index, are its values in order.
#[test]
fn the_boxes_of_a_flat_part_are_its_values() {
    for shape in [&[2, 3, 4][..], &[7], &[3, 1, 2], &[1, 1], &[], &[4, 0]] {
        let total: usize = shape.iter().product();
        for start in 0..=total {
            for end in start..=total {
                let part = Shard::flat_range(start..end).part(shape).unwrap();
                let mut found = Vec::new();
                for ranges in part.boxes() {
                    let mut places = alloc::vec![0];
                    for (range, &length) in ranges.iter().zip(shape) {
                        places = (places.iter())
                            .flat_map(|place| range.clone().map(move |i| place * length + i))
                            .collect();
                    }
                    found.extend(places);
                }
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
        .map(|(i, j)| part(i, j).ranges[0].clone())
        .collect();
    assert_eq!(found, [0..2, 2..4, 4..5, 5..7, 7..9, 9..10]);
}
