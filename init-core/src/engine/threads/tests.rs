use super::*;

/// The threads that a reset makes for itself.
fn made(threads: &Threads) -> usize {
    let pool = threads.own.get().and_then(Option::as_ref);
    pool.map_or(0, ThreadPool::current_num_threads)
}

#[test]
fn no_more_threads_are_made_than_work_and_machine_can_use() {
    let machine = std::thread::available_parallelism().map_or(1, usize::from);
    let made = |count, work| made(&Threads::new(count, work).expect("threads"));
    for count in [1, 2, 10_000, usize::MAX] {
        assert_eq!(made(count, 0), 0);
        assert_eq!(made(count, 10), 0);
        assert_eq!(made(count, CHUNK), 0);
        let most = count.min(machine);
        let several = |most: usize| if most > 1 { most } else { 0 };
        assert_eq!(made(count, CHUNK + 1), several(most.min(2)));
        assert_eq!(made(count, usize::MAX), several(most));
    }
}

#[test]
fn the_callers_pool_is_left_while_a_lock_is_held() {
    let around = rayon::ThreadPoolBuilder::new().num_threads(3).build();
    let around = around.expect("a pool");
    let name = || std::thread::current().id();
    around.install(|| {
        let threads = Threads::default();
        let caller = name();
        assert_eq!(threads.run(CHUNK + 1, name), caller);
        assert_eq!(made(&threads), 0);
        let held = Held::new();
        assert_eq!(threads.run(CHUNK, name), caller);
        assert_eq!(made(&threads), 0);
        let (thread, count) = threads.run(CHUNK + 1, || (name(), here()));
        assert_ne!(thread, caller);
        assert_eq!((count, made(&threads)), (3, 3));
        drop(held);
        assert_eq!(threads.run(CHUNK + 1, name), caller);
    });
}

/// A worker that waited for a reset's pool inside its own pool would run other jobs of its own
/// pool.
#[test]
fn a_worker_that_waits_for_a_pool_of_its_own_runs_nothing_else() {
    use core::sync::atomic::{AtomicUsize, Ordering::Relaxed};

    let around = rayon::ThreadPoolBuilder::new().num_threads(1).build();
    let around = around.expect("a pool");
    let own = rayon::ThreadPoolBuilder::new().num_threads(2).build();
    let own = own.expect("a pool");
    let others = AtomicUsize::new(0);
    let run_meanwhile = around.scope(|scope| {
        for _ in 0..32 {
            scope.spawn(|_| {
                others.fetch_add(1, Relaxed);
            });
        }
        // The only worker of the pool is here: no other thread runs the other jobs.
        install(&own, || {
            (0..1000).for_each(|_| std::thread::yield_now());
            others.load(Relaxed)
        })
    });
    assert_eq!(run_meanwhile, 0);
    assert_eq!(others.into_inner(), 32);
}

#[test]
fn a_task_alone_asks_nobody() {
    let around = rayon::ThreadPoolBuilder::new().num_threads(2).build();
    around.expect("a pool").install(|| {
        assert_eq!(here(), 2);
        assert_eq!(alone(here), 1);
        assert_eq!(here(), 2);
        let panic = std::panic::catch_unwind(|| alone(|| panic!("within")));
        assert!(panic.is_err());
        assert_eq!(here(), 2);
    });
}

#[test]
fn a_panic_within_a_pool_of_its_own_is_the_callers() {
    let around = rayon::ThreadPoolBuilder::new().num_threads(1).build();
    let own = rayon::ThreadPoolBuilder::new().num_threads(2).build();
    let own = own.expect("a pool");
    around.expect("a pool").install(|| {
        let task = || install(&own, || -> () { panic!("within") });
        let panic = std::panic::catch_unwind(std::panic::AssertUnwindSafe(task));
        assert_eq!(panic.unwrap_err().downcast_ref(), Some(&"within"));
    });
}
