//! A process forked from one that has filled tensors by several threads.
#![cfg(unix)]

use std::process::exit;
use std::sync::mpsc::channel;
use std::time::Duration;

use fork::{Fork, fork, waitpid};
use init_core::reset::Key;
use init_core::{Initialize, Reset};

#[derive(Initialize)]
struct Large {
    #[init(normal, shape = 90_000)]
    weight: Vec<f32>,
    #[init(orthogonal, shape = (300, 250))]
    matrix: Vec<f64>,
    #[init(uniform, shape = (300, 300), layout = "io")]
    turned: Vec<f32>,
}

fn large() -> Large {
    Large {
        weight: vec![0.0; 90_000],
        matrix: vec![0.0; 75_000],
        turned: vec![0.0; 90_000],
    }
}

fn same(one: &Large, other: &Large) -> bool {
    one.weight == other.weight && one.matrix == other.matrix && one.turned == other.turned
}

/// What a child makes of a reset: 0 where its values are those of the parent, 2 where it does not
/// come back.
fn outcome(reset: &Reset<'_, Key>, expected: &Large) -> ! {
    let (done, wait) = channel();
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let mut model = large();
            let result = reset.run(&mut model);
            let _ = done.send(result.is_ok() && same(&model, expected));
        });
        match wait.recv_timeout(Duration::from_secs(120)) {
            Ok(true) => exit(0),
            Ok(false) => exit(1),
            Err(_) => exit(2),
        }
    })
}

#[test]
fn a_forked_child_fills_what_its_parent_fills() {
    let mut expected = large();
    // More threads than one, whatever the machine has.
    let global = rayon::ThreadPoolBuilder::new()
        .num_threads(2)
        .build_global();
    global.unwrap();
    Reset::seed(5).run(&mut expected).unwrap();
    for reset in [|| Reset::seed(5), || Reset::seed(5).threads(2)] {
        match fork().unwrap() {
            Fork::Child => outcome(&reset(), &expected),
            Fork::Parent(child) => assert_eq!(waitpid(child).unwrap(), 0),
        }
    }
    let mut again = large();
    Reset::seed(5).run(&mut again).unwrap();
    assert!(same(&again, &expected));
}
