//! What a plan and a report say of them.

use init_core::values::Law;
use init_core::{Initialize, Plan, Report, Reset};

use crate::BatchNorm;

#[derive(Initialize)]
struct Counter {
    #[init(constant = self.start)]
    count: [i64; 2],
    #[init(skip)]
    start: i64,
}

fn counter(start: i64) -> Counter {
    Counter {
        count: [0; 2],
        start,
    }
}

#[test]
fn a_plan_shows_them_as_buffers() {
    #[derive(Initialize)]
    struct Unmarked {
        #[init(constant = 0)]
        steps: u32,
        #[init(constant = true)]
        fresh: bool,
    }

    let plan = BatchNorm::used().plan().unwrap();
    let count = plan.get("num_batches_tracked").unwrap();
    assert_eq!(*count.law(), Law::Integer(0));
    assert_eq!(
        count.to_string(),
        "`num_batches_tracked`: i64 [], 1 buffer in a `BatchNorm`\n  constant = 0: 0"
    );
    let flag = plan.get("initialized").unwrap();
    assert_eq!(
        flag.to_string(),
        "`initialized`: bool [], 1 buffer in a `BatchNorm`\n  constant = false: 0"
    );
    assert_eq!((plan.parameter_count(), plan.buffer_count()), (1, 3));
    // No optimizer trains an integer, so that the word is not needed.
    let plan = Unmarked {
        steps: 1,
        fresh: false,
    }
    .plan()
    .unwrap();
    assert_eq!((plan.parameter_count(), plan.buffer_count()), (0, 2));
    assert!(plan.warnings().is_empty());
}

#[test]
fn a_stored_plan_has_their_values_exactly() {
    for start in [i64::MIN, -1, 0, (1 << 53) + 1, i64::MAX] {
        let plan = counter(start).plan().unwrap();
        let again = Plan::from_json(&plan.to_json().unwrap()).unwrap();
        assert_eq!(again, plan);
        assert_eq!(*again.entries()[0].law(), Law::Integer(start.into()));
    }
}

/// As floats, both would be one value.
#[test]
fn neighbours_beyond_2_to_the_53_differ() {
    let earlier = counter(1 << 53).plan().unwrap();
    let later = counter((1 << 53) + 1).plan().unwrap();
    assert!(!later.diff(&earlier).is_empty());
    assert!(earlier.diff(&earlier).is_empty());
}

/// FNV-1a, 64 bits, as its authors define it.
fn fnv(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, &byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

#[test]
fn a_report_measures_them_exactly() {
    let mut counter = counter(i64::MAX);
    let plan = Reset::seed(1).run(&mut counter).unwrap();
    let report = Report::measure(&plan, &counter).unwrap();
    let count = report.get("count").unwrap();
    assert_eq!(count.deviation().unwrap().largest(), 0.0);
    assert_eq!(count.hash(), fnv(&[i64::MAX.to_le_bytes(); 2].concat()));
    assert!(report.to_string().contains("exact"));

    // One less, which is the same as a float.
    counter.count[1] -= 1;
    let report = Report::measure(&plan, &counter).unwrap();
    let count = report.get("count").unwrap();
    assert_eq!(count.deviation().unwrap().largest(), f64::INFINITY);
    let bytes = [i64::MAX.to_le_bytes(), (i64::MAX - 1).to_le_bytes()].concat();
    assert_eq!(count.hash(), fnv(&bytes));
}

#[test]
fn the_bytes_of_a_boolean_and_of_a_negative_number_are_those_in_memory() {
    #[derive(Initialize)]
    struct Small {
        #[init(with = |index, _| f64::from(u8::from(index[0] == 1)))]
        flags: [bool; 3],
        #[init(constant = -2, layout = "io")]
        turned: [[i16; 2]; 1],
    }

    let mut small = Small {
        flags: [false; 3],
        turned: [[0; 2]],
    };
    let plan = Reset::seed(1).run(&mut small).unwrap();
    let report = Report::measure(&plan, &small).unwrap();
    let hash = |path: &str| report.get(path).unwrap().hash();
    assert_eq!(hash("flags"), fnv(&[0, 1, 0]));
    assert_eq!(hash("turned"), fnv(&[0xfe, 0xff, 0xfe, 0xff]));
    let flags = report.get("flags").unwrap();
    assert_eq!(
        (flags.min(), flags.max(), flags.mean()),
        (0.0, 1.0, 1.0 / 3.0)
    );
    assert_eq!(flags.deviation(), None);
}
