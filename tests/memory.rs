//! The memory that plans and resets take, and the failure of a reset that finds none.

use std::alloc::System;
use std::sync::{Mutex, MutexGuard};

use cap::Cap;
use init_core::parameter::Meta;
use init_core::safetensors::Save;
use init_core::tensor::DType;
use init_core::{ErrorKind, Initialize, Reset};

#[global_allocator]
static MEMORY: Cap<System> = Cap::new(System, usize::MAX);

/// Memory is counted for the whole process: one test at a time.
fn alone() -> MutexGuard<'static, ()> {
    static TESTS: Mutex<()> = Mutex::new(());
    TESTS
        .lock()
        .unwrap_or_else(std::sync::PoisonError::into_inner)
}

/// Resets a model, and asserts what its plan takes for each parameter, beside the path, when it is
/// finished and at most.
fn measure(model: &mut (impl Initialize + ?Sized)) {
    let before = MEMORY.allocated();
    let plan = Reset::seed(1).run(model).unwrap();
    let (finished, most) = (MEMORY.allocated(), MEMORY.max_allocated());
    let paths: usize = plan.entries().iter().map(|entry| entry.path().len()).sum();
    let each = |bytes: usize| (bytes - before - paths) / plan.parameter_count();
    let (finished, most) = (each(finished), each(most));
    assert!(finished <= 300, "{finished} bytes a parameter");
    assert!(most <= 620, "{most} bytes a parameter at most");
}

#[derive(Initialize)]
struct Layer {
    #[init(kaiming_normal, mode = "fan_out")]
    weight: [[f32; 2]; 2],
    #[init(zeros)]
    bias: [f32; 2],
}

#[derive(Initialize)]
struct Node {
    #[init(ones)]
    w: f32,
    n: Option<Box<Node>>,
}

#[test]
fn a_plan_takes_memory_in_proportion_to_its_parameters() {
    let _alone = alone();
    let layer = |_| Layer {
        weight: [[0.0; 2]; 2],
        bias: [0.0; 2],
    };
    let mut wide: Vec<Layer> = (0..50_000).map(layer).collect();
    measure(&mut wide);
    drop(wide);

    // The largest peak comes last.
    let deep = || {
        let mut chain = Node { w: 0.0, n: None };
        for _ in 1..10_000 {
            let n = Some(Box::new(chain));
            chain = Node { w: 0.0, n };
        }
        measure(&mut chain);
        while let Some(next) = chain.n.take() {
            chain = *next;
        }
    };
    let thread = std::thread::Builder::new().stack_size(1 << 30);
    thread.spawn(deep).unwrap().join().unwrap();
}

/// A vector and two matrices.
#[derive(Initialize)]
struct Flat {
    #[init(zeros)]
    bias: [f32; 8],
    #[init(truncated_normal, std = 0.02)]
    weight: [[f32; 8]; 8],
    #[init(uniform, shape = (4, 2, 3, 3))]
    kernel: Vec<f32>,
}

#[derive(Initialize)]
struct Nested {
    first: Flat,
    second: Flat,
}

#[test]
fn a_reset_without_a_plan_takes_no_memory_for_its_tensors() {
    let _alone = alone();
    let flat = || Flat {
        bias: [1.0; 8],
        weight: [[1.0; 8]; 8],
        kernel: vec![1.0; 72],
    };
    let (first, second) = (flat(), flat());
    let (mut flat, mut nested) = (flat(), Nested { first, second });
    let taken = |model: &mut dyn Initialize| {
        // What a thread keeps is made by the first reset.
        Reset::seed(1).apply(model).unwrap();
        // The harness, which tells of a test that has ended, may take some beside one of them.
        let taken = (2..10).map(|seed| {
            let before = MEMORY.total_allocated();
            Reset::seed(seed).apply(model).unwrap();
            MEMORY.total_allocated() - before
        });
        taken.min().unwrap()
    };
    assert_eq!(taken(&mut flat), 0);
    // The path, and the components entered, once for both walks.
    let nested = taken(&mut nested);
    assert!(nested <= 1000, "{nested} bytes");
}

#[derive(Initialize)]
struct Matrices {
    #[init(normal, shape = 100)]
    first: Vec<f32>,
    #[init(orthogonal, shape = (500, 400))]
    matrix: Vec<f32>,
    #[init(delta_orthogonal, shape = (300, 280, 3))]
    kernel: Vec<f32>,
}

/// Memory that is less and less: at the least that is enough everything is written, and below it
/// nothing is.
#[test]
fn memory_that_a_matrix_needs_is_looked_for_before_anything_is_written() {
    let _alone = alone();
    let mut model = Matrices {
        first: vec![7.0; 100],
        matrix: vec![7.0; 200_000],
        kernel: vec![7.0; 252_000],
    };
    // The values of the matrix are held twice, and those of all panels about once more.
    let most = 5 * size_of::<f64>() * 500 * 400;
    let mut found = [0; 2];
    for room in (0..most).rev().step_by(1 << 17) {
        for values in [&mut model.first, &mut model.matrix, &mut model.kernel] {
            values.fill(7.0);
        }
        let reset = Reset::seed(1).threads(1);
        MEMORY
            .set_limit(MEMORY.allocated() + (1 << 18) + room)
            .unwrap();
        let result = reset.run(&mut model);
        MEMORY.set_limit(usize::MAX).unwrap();
        let untouched = |values: &[f32]| values.iter().all(|&value| value == 7.0);
        match result {
            Ok(_) => found[0] += 1,
            Err(error) => {
                found[1] += 1;
                assert!(error.has(ErrorKind::OutOfMemory), "{error}");
                assert!(error.to_string().ends_with("\nnote: nothing was written"));
                assert!(untouched(&model.first) && untouched(&model.matrix));
                assert!(untouched(&model.kernel));
            }
        }
    }
    assert!(found[0] > 0 && found[1] > 0, "{found:?}");
}

/// A model of 64 MiB goes straight to a file: the memory between making and writing is that of a few
/// pieces, whatever the model takes.
#[test]
fn a_model_straight_to_a_file_takes_no_memory_of_its_own() {
    #[derive(Initialize)]
    struct Wide {
        #[init(normal, std = 0.02)]
        weight: Meta,
    }
    let _alone = alone();
    let wide = Wide {
        weight: Meta::new(DType::Bf16, (1 << 13, 1 << 12)),
    };
    let folder = std::env::temp_dir();
    let path = folder.join(format!("init-memory-{}.safetensors", std::process::id()));
    // The writer may be slower or faster, and hold all pieces or none.
    let room = 48 << 20;
    MEMORY.set_limit(MEMORY.allocated() + room).unwrap();
    let saved = Save::new().reset(&Reset::seed(1)).run(&wide, &path);
    MEMORY.set_limit(usize::MAX).unwrap();
    std::fs::remove_file(&path).unwrap();
    assert_eq!(saved.unwrap().bytes(), 64 << 20);
}
