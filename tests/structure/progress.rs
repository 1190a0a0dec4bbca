//! The hook of a reset.

use std::sync::Mutex;

use init_core::{Initialize, Reset};

#[derive(Initialize)]
struct Net {
    #[init(normal, shape = self.wide)]
    wide_weight: Vec<f32>,
    layers: Vec<Layer>,
    #[init(orthogonal, layout = "io")]
    matrix: [[f64; 24]; 16],
    #[init(with = |_, stream| stream.uniform(), buffer)]
    drawn: [f32; 10],
    #[init(skip)]
    wide: usize,
}

#[derive(Initialize)]
struct Layer {
    #[init(ones)]
    weight: [f32; 3],
}

fn net(wide: usize, layers: usize) -> Net {
    Net {
        wide_weight: vec![0.0; wide],
        layers: (0..layers).map(|_| Layer { weight: [0.0; 3] }).collect(),
        matrix: [[0.0; 24]; 16],
        drawn: [0.0; 10],
        wide,
    }
}

/// What the hook hears: path, done, total.
fn heard(model: &mut Net) -> Vec<(String, usize, usize)> {
    let heard = Mutex::new(Vec::new());
    Reset::seed(1)
        .progress(|progress| {
            let path = progress.path.to_owned();
            heard
                .lock()
                .unwrap()
                .push((path, progress.done, progress.total));
        })
        .run(model)
        .unwrap();
    heard.into_inner().unwrap()
}

#[test]
fn the_hook_hears_the_way_to_the_end() {
    let calls = heard(&mut net(5, 4));
    let total = 5 + 4 * 3 + 16 * 24 + 10;
    assert!(calls.iter().all(|(_, _, all)| *all == total));
    assert!(calls.is_sorted_by_key(|(_, done, _)| *done));
    assert_eq!(calls.last(), Some(&("drawn".into(), total, total)));
}

#[test]
fn the_hook_is_called_at_most_some_hundred_times() {
    assert!(heard(&mut net(7, 100_000)).len() <= 201);
    let calls = heard(&mut net(5_000_000, 2));
    assert!(calls.len() <= 201);
    // A large tensor is reported while it is written.
    assert!(
        calls
            .iter()
            .filter(|(path, ..)| path == "wide_weight")
            .count()
            >= 4
    );
}

#[test]
fn the_hook_changes_no_value() {
    let (mut with, mut without) = (net(3_000_001, 3), net(3_000_001, 3));
    heard(&mut with);
    Reset::seed(1).run(&mut without).unwrap();
    assert!(with.wide_weight == without.wide_weight);
    assert_eq!(with.matrix, without.matrix);
    assert_eq!(with.drawn, without.drawn);
}
