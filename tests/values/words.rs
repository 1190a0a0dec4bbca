//! The words that code outside the engine draws.

use init_core::error::Problem;
use init_core::initializer::{sample, with};
use init_core::tensor::Target;
use init_core::values::Made;
use init_core::walk::Declared;
use init_core::{Fill, Initializer, Stream};
use rand::Rng;
use rand::distr::Distribution;

use crate::model::{KEY, assert_same, tensor, values};
use crate::reference::{generator, unit_f64};

/// The first block of the custom draw of an element.
fn block(element: usize) -> u64 {
    (1 << 63) + element as u64 * (1 << 20)
}

/// Element i of a custom draw reads from block 2^63 + i·2^20.
#[test]
fn custom_draws_read_from_blocks_of_their_own() {
    for word in [0, 1, 15, 16, 17, 100] {
        let law = with(move |_: &[usize], stream: &mut Stream| {
            for _ in 0..word {
                stream.next_u32();
            }
            f64::from(stream.next_u32())
        });
        let expected: Vec<f64> = (0..300)
            .map(|element| {
                let mut rng = generator(KEY, "w", block(element));
                (0..word).for_each(|_| {
                    rng.next_u32();
                });
                f64::from(rng.next_u32())
            })
            .collect();
        assert_same(&values(&law, 300), &expected, &format!("word {word}"));
    }
}

#[test]
fn custom_draws_know_their_index() {
    let law = with(|index: &[usize], stream: &mut Stream| {
        let place = index[0] * 20 + index[1] * 5 + index[2];
        place as f64 * 2.0_f64.powi(32) + f64::from(stream.next_u32())
    });
    let expected: Vec<f64> = (0..60)
        .map(|element| {
            let word = generator(KEY, "w", block(element)).next_u32();
            element as f64 * 2.0_f64.powi(32) + f64::from(word)
        })
        .collect();
    assert_same(
        &tensor(&[3, 4, 5], &Declared::new(&law)),
        &expected,
        "[3, 4, 5]",
    );
}

/// 64-bit words and bytes are made of the 32-bit words in order, the low half first, as rand's
/// generators make them.
#[test]
fn streams_give_wide_words_and_bytes_as_rand_does() {
    let wide = with(|_: &[usize], stream: &mut Stream| (stream.next_u64() >> 12) as f64);
    let expected: Vec<f64> = (0..50)
        .map(|element| (generator(KEY, "w", block(element)).next_u64() >> 12) as f64)
        .collect();
    assert_same(&values(&wide, 50), &expected, "u64");
    for length in [1, 3, 4, 7, 64, 129] {
        let sum = |rng: &mut dyn Rng| {
            let mut bytes = vec![0; length];
            rng.fill_bytes(&mut bytes);
            bytes
                .iter()
                .fold(0.0, |sum, &byte| (sum * 3.0 + f64::from(byte)) % 1e9)
        };
        let law = with(|_: &[usize], stream: &mut Stream| sum(stream));
        let expected: Vec<f64> = (0..50)
            .map(|element| sum(&mut generator(KEY, "w", block(element))))
            .collect();
        assert_same(&values(&law, 50), &expected, &format!("{length} bytes"));
    }
}

#[test]
fn uniform_of_a_stream_takes_two_words() {
    let law = with(|_: &[usize], stream: &mut Stream| stream.uniform() + stream.uniform());
    let expected: Vec<f64> = (0..300)
        .map(|element| {
            let mut rng = generator(KEY, "w", block(element));
            let mut unit = || unit_f64([rng.next_u32(), rng.next_u32()]);
            unit() + unit()
        })
        .collect();
    assert_same(&values(&law, 300), &expected, "uniform");
}

/// Lemire's method, in the arithmetic of its paper.
#[test]
fn below_is_lemires_method_on_single_words() {
    for n in [1, 2, 3, 7, 1000, 1 << 31, (1 << 31) + 1, u32::MAX] {
        let law = with(move |_: &[usize], stream: &mut Stream| f64::from(stream.below(n)));
        let expected: Vec<f64> = (0..500)
            .map(|element| {
                let mut rng = generator(KEY, "w", block(element));
                // 2^32 mod n products at the low end are one too many.
                let surplus = (1_u64 << 32) % u64::from(n);
                loop {
                    let product = u64::from(rng.next_u32()) * u64::from(n);
                    if product % (1 << 32) >= surplus {
                        break (product / (1 << 32)) as f64;
                    }
                }
            })
            .collect();
        assert_same(&values(&law, 500), &expected, &format!("below {n}"));
    }
}

#[test]
fn distributions_sample_from_the_same_words() {
    let law = rand_distr::Normal::new(1.0, 2.0).unwrap();
    let expected: Vec<f64> = (0..300)
        .map(|element| law.sample(&mut generator(KEY, "w", block(element))))
        .collect();
    assert_same(&values(&sample(law), 300), &expected, "rand_distr's normal");
    let law = rand_distr::Gamma::new(0.3, 1.0).unwrap();
    let expected: Vec<f64> = (0..300)
        .map(|element| law.sample(&mut generator(KEY, "w", block(element))))
        .collect();
    assert_same(&values(&sample(law), 300), &expected, "rand_distr's gamma");
}

/// Writes its words one after the other.
struct Words;

impl Made for Words {
    fn make(&self, _: &[usize], stream: &mut Stream, out: &mut [f64]) -> Result<(), Problem> {
        for out in out {
            *out = f64::from(stream.next_u32());
        }
        Ok(())
    }
}

impl Initializer for Words {
    fn resolve<'a>(&'a self, _: &Target<'_>) -> Result<Fill<'a>, Problem> {
        Ok(Fill::made(Self))
    }
}

/// What is made on the host reads from block 2^62.
#[test]
fn matrices_read_one_stream_of_words() {
    let mut rng = generator(KEY, "w", 1 << 62);
    let expected: Vec<f64> = (0..1000).map(|_| f64::from(rng.next_u32())).collect();
    assert_same(&values(&Words, 1000), &expected, "made");
}
