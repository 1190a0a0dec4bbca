//! `#[initialize(…)]`, the second spelling of the attribute, and `skip` on an item.

use init_core::{Initialize, Reset};

#[derive(Initialize)]
#[init(at = "weight", normal, std = self.1)]
#[init(skip = (1, 2))]
struct Tuple(
    #[init(name = "weight", parameter)] [[f32; 4]; 4],
    f64,
    Vec<String>,
);

#[derive(Initialize)]
#[initialize(at = "weight", normal, std = self.std)]
#[initialize(skip = (std, words))]
struct Named {
    #[initialize(parameter)]
    weight: [[f32; 4]; 4],
    std: f64,
    words: Vec<String>,
}

#[test]
fn both_spellings_give_the_same_bits() {
    let mut tuple = Tuple([[0.0; 4]; 4], 0.5, Vec::new());
    let mut named = Named {
        weight: [[0.0; 4]; 4],
        std: 0.5,
        words: Vec::new(),
    };
    let plans = [&mut tuple as &mut dyn Initialize, &mut named]
        .map(|model| Reset::seed(3).run(model).unwrap());
    assert_eq!(tuple.0, named.weight);
    for plan in plans {
        assert_eq!(plan.entries().len(), 1);
        assert_eq!(plan.entries()[0].law().std(), Some(0.5));
    }
    assert!(tuple.2.is_empty() && named.words.is_empty());
}

#[test]
fn an_enum_skips_the_fields_of_its_variants() {
    #[derive(Initialize)]
    #[init(skip = cache)]
    enum Head {
        Kept {
            #[init(zeros)]
            bias: [f32; 2],
            cache: String,
        },
        Empty {
            cache: u8,
        },
    }
    let kept = Head::Kept {
        bias: [1.0; 2],
        cache: String::new(),
    };
    assert_eq!(kept.plan().unwrap().parameter_count(), 1);
    let empty = Head::Empty { cache: 0 };
    assert_eq!(empty.plan().unwrap().parameter_count(), 0);
    for head in [kept, empty] {
        match head {
            Head::Kept { cache, .. } => assert!(cache.is_empty()),
            Head::Empty { cache } => assert_eq!(cache, 0),
        }
    }
}

/// godot has `#[init(default = 3)]`, teloc `#[init]`.
#[test]
fn the_init_of_another_derive_is_left_to_it() {
    #[derive(Initialize)]
    struct Both {
        #[initialize(ones)]
        #[init(default = 3)]
        weight: [f32; 2],
        #[init]
        #[initialize(skip)]
        speed: f64,
    }
    let mut both = Both {
        weight: [0.0; 2],
        speed: 2.0,
    };
    Reset::seed(1).run(&mut both).unwrap();
    assert_eq!((both.weight, both.speed), ([1.0; 2], 2.0));
}
