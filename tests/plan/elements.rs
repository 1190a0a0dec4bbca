//! What the type and the number of a tensor's elements make of its values: warnings and errors.

use init_core::Initialize;
use init_core::initializer::normal;
use init_core::walk::Declared;

#[test]
fn constants_that_the_type_rounds_to_zero() {
    #[derive(Initialize)]
    struct Narrow {
        #[init(constant = 1e-8)]
        lost: half::f16,
        #[init(constant = 6e-8)]
        least: half::f16,
        #[init(constant = 1e-8)]
        wide: half::bf16,
        #[init(zeros)]
        zero: half::f16,
        #[init(uniform, low = 0.999, high = 1.001)]
        one: [half::bf16; 4],
    }
    let zero = half::f16::ZERO;
    let narrow = Narrow {
        lost: zero,
        least: zero,
        wide: half::bf16::ZERO,
        zero,
        one: [half::bf16::ZERO; 4],
    };
    let plan = narrow.plan().unwrap();
    let said: Vec<String> = plan.warnings().iter().map(ToString::to_string).collect();
    assert_eq!(
        said,
        [
            "`lost`: its value is `1e-8`, but as f16 that is 0\n  \
             help: use a wider type, or write `zeros`",
            "`one`: its values are random, but as bf16 nearly all of them are `1`\n  \
             help: spread them further, use a wider type, or write `constant = …`",
        ]
    );
}

#[test]
fn padding_beyond_the_table_is_refused() {
    let law = normal();
    let declared = Declared::new(&law).padding_index([1, 9]);
    let mut table = [[0.0_f32; 2]; 9];
    let error = declared.fill(&mut table, &mut init_core::hidden::doc::rng());
    assert_eq!(
        error.unwrap_err().to_string(),
        "`padding_index = 9` is beyond the `o` axis of length 9\n  \
         help: count from 0, up to the length less 1\nnote: nothing was written"
    );
}

#[test]
fn a_tensor_without_values_needs_no_fan() {
    #[derive(Initialize)]
    struct Empty {
        #[init(kaiming_normal)]
        none: [f32; 0],
        #[init(xavier_uniform, shape = self.length)]
        open: Vec<f32>,
        #[init(skip)]
        length: usize,
    }
    let mut empty = Empty {
        none: [],
        open: Vec::new(),
        length: 0,
    };
    init_core::Reset::seed(1).run(&mut empty).unwrap();
    empty.length = 2;
    empty.open = vec![0.0; 2];
    assert!(empty.plan().is_err());
}
