//! The state after a panic of code outside this crate.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex};

use init_core::{ErrorKind, Initialize, Reset, Stream};

use crate::UNTOUCHED;

#[derive(Initialize)]
struct Model {
    #[init(ones)]
    first: [f32; 2],
    #[init(with = closure(self.panics))]
    second: [f32; 4],
    #[init(ones)]
    third: Arc<Mutex<[f32; 2]>>,
    #[init(skip)]
    panics: bool,
}

fn closure(panics: bool) -> impl Fn(&[usize], &mut Stream) -> f64 + Send + Sync {
    move |index, _| {
        assert!(!panics || index[0] < 2, "a closure");
        2.0
    }
}

fn model(panics: bool) -> Model {
    Model {
        first: [UNTOUCHED; 2],
        second: [UNTOUCHED; 4],
        third: Arc::new(Mutex::new([UNTOUCHED; 2])),
        panics,
    }
}

#[test]
fn a_closure_panics_before_anything_is_written() {
    let mut model = model(true);
    let reset = AssertUnwindSafe(|| Reset::seed(1).run(&mut model));
    assert_eq!(
        catch_unwind(reset).unwrap_err().downcast_ref(),
        Some(&"a closure")
    );
    assert_eq!(
        (model.first, model.second),
        ([UNTOUCHED; 2], [UNTOUCHED; 4])
    );
    assert_eq!(*model.third.lock().unwrap(), [UNTOUCHED; 2]);
}

/// The hook hears of every parameter of so small a model, once it is written.
#[test]
fn a_hook_leaves_what_was_written_and_a_second_reset_makes_it_whole() {
    for (path, whole) in [("first", 1), ("second", 2), ("third", 3)] {
        let mut model = model(false);
        let reset = Reset::seed(1).progress(|progress| assert_ne!(progress.path, path));
        let run = AssertUnwindSafe(|| reset.run(&mut model));
        assert!(catch_unwind(run).is_err());
        let third = model.third.clone();
        let read = || {
            *third
                .lock()
                .unwrap_or_else(std::sync::PoisonError::into_inner)
        };
        let expected = [[1.0; 2], [2.0; 2], [1.0; 2]];
        let found = [model.first, [model.second[0], model.second[3]], read()];
        assert_eq!(found[..whole], expected[..whole]);
        assert!(
            found[whole..]
                .iter()
                .all(|&values| values == [UNTOUCHED; 2])
        );

        // The lock that was held is poisoned, and no other.
        assert_eq!(third.is_poisoned(), path == "third");
        if third.is_poisoned() {
            let error = Reset::seed(1).run(&mut model).unwrap_err();
            assert!(error.has(ErrorKind::Poisoned), "{error}");
            third.clear_poison();
        }
        Reset::seed(1).run(&mut model).unwrap();
        assert_eq!(
            [model.first, [model.second[0], model.second[3]], read()],
            expected
        );
    }
}
