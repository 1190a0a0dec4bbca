//! The values that a reset writes.

use std::collections::BTreeMap;

use init_core::initializer::{constant, initializer as initializer_of, ones, zeros};
use init_core::walk::Parameters;
use init_core::{Initialize, Initializer, Reset, Rules};
use ndarray::{Array1, Array2, Array3, ShapeBuilder};

use crate::BatchNorm;

#[test]
fn counters_and_flags_are_set() {
    let mut norm = BatchNorm::used();
    Reset::seed(1).run(&mut norm).unwrap();
    let BatchNorm {
        weight,
        running_mean,
        num_batches_tracked,
        initialized,
    } = norm;
    assert_eq!((weight, running_mean), ([1.0; 3], [0.0; 3]));
    assert_eq!((num_batches_tracked, initialized), (0, false));
}

/// f64 holds neither the largest i64 nor the largest u64.
#[test]
fn every_type_takes_its_extremes() {
    macro_rules! extremes {
        ($($integer:ident)*) => {$({
            #[derive(Initialize)]
            struct Extremes {
                #[init(constant = $integer::MIN)]
                least: $integer,
                #[init(constant = $integer::MAX)]
                most: [$integer; 3],
                #[init(constant = const { $integer::MAX - 1 })]
                next: $integer,
            }

            let mut extremes = Extremes { least: 1, most: [1; 3], next: 1 };
            Reset::seed(1).run(&mut extremes).unwrap();
            assert_eq!(extremes.least, $integer::MIN);
            assert_eq!(extremes.most, [$integer::MAX; 3]);
            assert_eq!(extremes.next, $integer::MAX - 1);
        })*};
    }
    extremes!(i8 i16 i32 i64 u8 u16 u32 u64);
}

/// A block that means another value for other types is an expression of the type.
#[test]
fn the_integer_of_a_generic_block_is_exact() {
    #[derive(Initialize)]
    struct Steps<const N: u64> {
        #[init(constant = const { u64::MAX - N })]
        left: u64,
    }

    let mut steps = Steps::<2> { left: 0 };
    Reset::seed(1).run(&mut steps).unwrap();
    assert_eq!(steps.left, u64::MAX - 2);
}

#[test]
fn the_words_for_one_value_are_integers_and_booleans_too() {
    fn filled<T: Parameters>(initializer: &dyn Initializer, before: T) -> T {
        let mut value = before;
        let mut rng = init_core::hidden::doc::rng();
        initializer_of(initializer)
            .fill(&mut value, &mut rng)
            .unwrap();
        value
    }
    assert_eq!(filled(&zeros(), 7_i32), 0);
    assert_eq!(filled(&ones(), 7_u8), 1);
    assert!(!filled(&zeros(), true));
    assert!(filled(&ones(), false));
    assert!(filled(&constant(true), false));
    assert!(filled(&constant(1), false));
    assert_eq!(filled(&constant(true), 7_i64), 1);
    assert_eq!(filled(&constant(-3.0), 7_i16), -3);
    assert_eq!(filled(&constant(-0.0), 7_u64), 0);
    // And integers are floats, where the tensor has them.
    assert_eq!(filled(&constant(3), 0.0_f32), 3.0);
    assert_eq!(filled(&constant(i64::MAX), 0.0_f64), 2.0_f64.powi(63));
    assert_eq!(filled(&constant(true), 0.0_f32), 1.0);
}

/// Whatever memory holds them, a field takes them as it takes floats.
#[derive(Initialize)]
struct Containers {
    #[init(constant = 3, shape = (2, self.list.len() / 2))]
    list: Vec<u32>,
    #[init(ones)]
    nested: [[i16; 2]; 3],
    #[init(constant = -1, shape = 4)]
    boxed: Box<[i8]>,
    #[init(constant = 5)]
    optional: Option<i64>,
    #[init(zeros)]
    absent: Option<bool>,
    #[init(constant = true)]
    named: BTreeMap<String, [bool; 2]>,
    #[init(constant = 300)]
    array: Array1<u16>,
    #[init(constant = u64::MAX)]
    columns: Array2<u64>,
    #[init(constant = true)]
    mask: Array3<bool>,
}

#[test]
fn any_memory_holds_them() {
    let mut all = Containers {
        list: vec![0; 6],
        nested: [[0; 2]; 3],
        boxed: [0; 4].into(),
        optional: Some(0),
        absent: None,
        named: [("a".into(), [false; 2])].into(),
        array: Array1::zeros(5),
        columns: Array2::zeros((300, 70).f()),
        mask: Array3::default((2, 3, 4)),
    };
    all.mask.swap_axes(0, 2);
    let plan = Reset::seed(1).run(&mut all).unwrap();
    assert_eq!(all.list, [3; 6]);
    assert_eq!(all.nested, [[1; 2]; 3]);
    assert_eq!(*all.boxed, [-1; 4]);
    assert_eq!((all.optional, all.absent), (Some(5), None));
    assert_eq!(all.named["a"], [true; 2]);
    assert!(all.array.iter().all(|&value| value == 300));
    assert!(all.columns.iter().all(|&value| value == u64::MAX));
    assert!(all.mask.iter().all(|&value| value));
    assert_eq!(plan.get("list").unwrap().shape(), [2, 3]);
    assert_eq!(plan.parameter_count(), 0);
}

/// The positions of BERT and GPT-2, which their checkpoints have as I64.
#[test]
fn a_function_of_the_index_gives_integers() {
    #[derive(Initialize)]
    struct Positions {
        #[init(with = |index, _| index[1] as f64)]
        position_ids: [[i64; 512]; 1],
        #[init(with = |index, _| f64::from(u8::from(index[0] >= index[1])))]
        causal: Array2<bool>,
    }

    let mut positions = Positions {
        position_ids: [[-1; 512]],
        causal: Array2::default((5, 5).f()),
    };
    Reset::seed(1).run(&mut positions).unwrap();
    let expected: Vec<i64> = (0..512).collect();
    assert_eq!(positions.position_ids[0].as_slice(), expected);
    for ((row, column), &allowed) in positions.causal.indexed_iter() {
        assert_eq!(allowed, column <= row);
    }
}

#[test]
fn rules_reach_them() {
    let mut norm = BatchNorm::used();
    let rules = Rules::new()
        .at("num_batches_tracked", constant(i64::MIN))
        .at("initialized", constant(true));
    norm.initialized = false;
    Reset::seed(1).rules(&rules).run(&mut norm).unwrap();
    assert_eq!(norm.num_batches_tracked, i64::MIN);
    assert!(norm.initialized);
}

#[test]
fn a_file_of_rules_has_their_values_exactly() {
    let toml = "[[rules]]\nat = \"num_batches_tracked\"\nconstant = 9007199254740993\n\n\
        [[rules]]\nat = \"initialized\"\nconstant = true\n";
    let json = r#"{"rules": [{"at": "num_batches_tracked", "constant": 9007199254740993},
        {"at": "initialized", "constant": true}]}"#;
    let read = [Rules::from_toml(toml), Rules::from_json(json)];
    for rules in read {
        let rules = rules.unwrap();
        let mut norm = BatchNorm::used();
        (norm.num_batches_tracked, norm.initialized) = (0, false);
        Reset::seed(1).rules(&rules).run(&mut norm).unwrap();
        assert_eq!(norm.num_batches_tracked, (1 << 53) + 1);
        assert!(norm.initialized);
    }
}

#[test]
fn a_partial_reset_leaves_the_others() {
    let mut norm = BatchNorm::used();
    Reset::seed(1).only("num_*").run(&mut norm).unwrap();
    let expected = BatchNorm {
        num_batches_tracked: 0,
        ..BatchNorm::used()
    };
    assert_eq!(norm, expected);
}

/// There is no NaN among them, and no value that could not be theirs.
#[test]
fn a_reset_to_nan_leaves_them() {
    let mut norm = BatchNorm::used();
    Reset::nan().run(&mut norm).unwrap();
    assert!(norm.weight.iter().all(|weight| weight.is_nan()));
    assert_eq!(
        norm.num_batches_tracked,
        BatchNorm::used().num_batches_tracked
    );
    assert!(norm.initialized);
    let unset = init_core::reset::unset(&norm).unwrap();
    assert_eq!(unset, ["weight", "running_mean"]);
}
