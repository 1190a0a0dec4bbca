//! Case 40: locks and cells that are held or poisoned.

use std::borrow::Cow;
use std::cell::RefCell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::rc::Rc;
use std::sync::{Arc, Mutex, RwLock};

use init_core::error::Problem;
use init_core::tensor::DType;
use init_core::values::Values;
use init_core::{Initialize, Parameter};

use crate::{UNTOUCHED, Watched};

type Weight = [f32; 3];

#[derive(Initialize)]
struct Inner {
    #[init(normal)]
    weight: Weight,
}

/// A sound parameter, then something shared as a parameter or as a module.
#[derive(Initialize)]
struct Holder<P, M: Initialize> {
    #[init(normal)]
    before: Weight,
    #[init(normal)]
    parameter: P,
    module: M,
}

fn holder<P, M: Initialize>(parameter: P, module: M) -> Holder<P, M> {
    Holder {
        before: [UNTOUCHED; 3],
        parameter,
        module,
    }
}

const FREE: Weight = [UNTOUCHED; 3];

fn inner() -> Inner {
    Inner { weight: FREE }
}

fn held(path: &str, cell: &str, how: &str) -> String {
    format!(
        "`{path}`: the `{cell}` is {how} elsewhere\n  \
         help: let go of it first\nnote: nothing was written"
    )
}

fn poisoned(path: &str, cell: &str) -> String {
    format!(
        "`{path}`: the `{cell}` is poisoned: a thread that held it panicked\n  \
         help: call `clear_poison` on it once its content is known to be sound\n\
         note: nothing was written"
    )
}

/// Case 40: nothing waits for a lock that is held, not even by the same thread.
#[test]
fn a_held_mutex_is_an_error_not_a_dead_lock() {
    let weight = Arc::new(Mutex::new(FREE));
    let mut model = holder(Arc::clone(&weight), ());
    let guard = weight.lock().unwrap();
    let error = Watched::new().refused(&mut model);
    assert_eq!(error.to_string(), held("parameter", "Mutex", "locked"));
    assert_eq!(model.before, FREE);
    assert_eq!(*guard, FREE);
    drop(guard);
    model.reset_parameters(&mut init_core::hidden::doc::rng());
    assert_ne!(*weight.lock().unwrap(), FREE);
}

#[test]
fn a_mutex_that_another_thread_holds_is_an_error() {
    let layer = Arc::new(Mutex::new(inner()));
    let mut model = holder(FREE, Arc::clone(&layer));
    let (taken, wait_taken) = std::sync::mpsc::channel();
    let (done, wait_done) = std::sync::mpsc::channel::<()>();
    std::thread::scope(|scope| {
        scope.spawn(move || {
            let _guard = layer.lock().unwrap();
            taken.send(()).unwrap();
            wait_done.recv().unwrap();
        });
        wait_taken.recv().unwrap();
        let error = Watched::new().refused(&mut model);
        assert_eq!(error.to_string(), held("module", "Mutex", "locked"));
        assert_eq!(model.before, FREE);
        done.send(()).unwrap();
    });
    model.reset_parameters(&mut init_core::hidden::doc::rng());
}

/// A reader is in the way of a reset as much as a writer; the plan knows it already.
#[test]
fn a_held_lock_is_an_error_however_it_is_held() {
    let weight = Arc::new(RwLock::new(FREE));
    let layer = Arc::new(RwLock::new(inner()));
    let mut model = holder(Arc::clone(&weight), Arc::clone(&layer));
    {
        let _reader = weight.read().unwrap();
        let error = Watched::new().refused(&mut model);
        assert_eq!(error.to_string(), held("parameter", "RwLock", "locked"));
    }
    {
        let _writer = weight.write().unwrap();
        let error = Watched::new().refused(&mut model);
        assert_eq!(error.to_string(), held("parameter", "RwLock", "locked"));
    }
    {
        let _reader = layer.read().unwrap();
        let error = Watched::new().refused(&mut model);
        assert_eq!(error.to_string(), held("module", "RwLock", "locked"));
    }
    assert_eq!(model.before, FREE);
    model.reset_parameters(&mut init_core::hidden::doc::rng());
}

#[test]
fn a_borrowed_cell_is_an_error_however_it_is_borrowed() {
    let weight = Rc::new(RefCell::new(FREE));
    let layer = Rc::new(RefCell::new(inner()));
    let mut model = holder(Rc::clone(&weight), Rc::clone(&layer));
    {
        let _shared = weight.borrow();
        let error = Watched::new().refused(&mut model);
        assert_eq!(error.to_string(), held("parameter", "RefCell", "borrowed"));
    }
    {
        let _exclusive = layer.borrow_mut();
        let error = Watched::new().refused(&mut model);
        assert_eq!(error.to_string(), held("module", "RefCell", "borrowed"));
    }
    assert_eq!(model.before, FREE);
    assert_eq!(*weight.borrow(), FREE);
    model.reset_parameters(&mut init_core::hidden::doc::rng());
}

/// Panics while it holds what `lock` returns.
fn poison<G>(lock: impl FnOnce() -> G) {
    let result = catch_unwind(AssertUnwindSafe(|| {
        let _guard = lock();
        panic!("while the lock is held");
    }));
    assert!(result.is_err());
}

/// Case 40.
#[test]
fn a_poisoned_lock_is_an_error_until_it_is_cleared() {
    let weight = Arc::new(Mutex::new(FREE));
    let layer = Arc::new(RwLock::new(inner()));
    let mut model = holder(Arc::clone(&weight), Arc::clone(&layer));
    poison(|| weight.lock().unwrap());
    let error = Watched::new().refused(&mut model);
    assert_eq!(error.to_string(), poisoned("parameter", "Mutex"));
    weight.clear_poison();
    poison(|| layer.write().unwrap());
    let error = Watched::new().refused(&mut model);
    assert_eq!(error.to_string(), poisoned("module", "RwLock"));
    layer.clear_poison();
    assert_eq!(model.before, FREE);
    model.reset_parameters(&mut init_core::hidden::doc::rng());
    assert_ne!(model.before, FREE);
}

/// A tensor whose writing takes a cell and never gives it back.
struct Taking(Rc<RefCell<Weight>>);

impl Parameter for Taking {
    fn shape(&self) -> Cow<'_, [usize]> {
        Cow::Borrowed(&[3])
    }

    fn dtype(&self) -> DType {
        DType::F32
    }

    fn write(&mut self, _: &Values<'_>) -> Result<(), Problem> {
        std::mem::forget(self.0.borrow_mut());
        Ok(())
    }

    fn read(&self, _: &mut dyn FnMut(&[f64])) -> Result<(), Problem> {
        Ok(())
    }
}

#[derive(Initialize)]
struct Behind {
    #[init(normal)]
    weight: Rc<RefCell<Weight>>,
    #[init(normal)]
    last: Weight,
}

/// A lock that is taken between planning and writing: the error names what was written.
#[test]
fn a_cell_that_is_taken_after_planning_is_an_error_that_names_what_was_written() {
    let weight = Rc::new(RefCell::new(FREE));
    let behind = Behind {
        weight: Rc::clone(&weight),
        last: FREE,
    };
    let mut model = holder(Taking(weight), behind);
    let error = Watched::new().failed(&mut model);
    assert_eq!(error.written(), ["before", "parameter"]);
    assert_eq!(
        error.to_string(),
        "`module.weight`: the `RefCell` is borrowed elsewhere\n  \
         help: let go of it first\n\
         note: already written: `before`, `parameter`"
    );
    assert_ne!(model.before, FREE);
    assert_eq!(model.module.last, FREE);
}
