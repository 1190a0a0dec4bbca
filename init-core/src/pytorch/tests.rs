//! A script's numbers, whatever the processor: `scripts/other-processors` runs this test on several.

use alloc::vec;
use alloc::vec::Vec;

use super::Generator;
use crate::engine::dispatch::Level;
use crate::number::fnv::Fnv;

fn hash(values: &[f32]) -> u64 {
    let bytes = values.iter().flat_map(|value| value.to_le_bytes());
    Fnv::new().with(bytes).value()
}

/// What PyTorch 2.15 draws after `torch.manual_seed(1234)`: `uniform_(-0.3, 0.7)` of 1,000 values,
/// `normal_(0.25, 1.5)` of 1,003, `normal_()` of 7, `trunc_normal_` of 500 and of 200, `randperm(10)`.
fn drawn() -> ([u64; 5], Vec<usize>) {
    let mut generator = Generator::manual_seed(1234);
    let mut sizes = [1000, 1003, 7, 500, 200].map(|size| vec![0.0; size]);
    let [uniform, normal, small, wide, narrow] = &mut sizes;
    generator.uniform(uniform, -0.3, 0.7);
    generator.normal(normal, 0.25, 1.5);
    generator.normal(small, 0.0, 1.0);
    generator.truncated_normal(wide, 0.1, 0.5, -0.4, 1.2);
    generator.truncated_normal(narrow, 0.0, 1.0, 1.0, 1.5);
    (sizes.map(|values| hash(&values)), generator.randperm(10))
}

#[test]
fn every_processor_draws_the_numbers_of_torch() {
    let expected = [
        0x0e15_14bb_7cb6_27da,
        0x8047_85c5_435c_38b6,
        0xa162_ddfc_ecb0_7484,
        0x8909_aea3_baa3_8fdd,
        0xf64a_3528_4e4c_ea6b,
    ];
    for level in Level::ALL.into_iter().filter(|level| level.is_available()) {
        Level::force(Some(level));
        let (hashes, permutation) = drawn();
        Level::force(None);
        assert_eq!(hashes, expected, "{level:?}");
        assert_eq!(permutation, [2, 1, 5, 7, 9, 4, 6, 8, 0, 3]);
    }
}
