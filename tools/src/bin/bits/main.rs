//! Prints the bits of every kind of fill: one line for each law, type and way of asking.
//!
//! What it prints on one processor it must print on every other (`scripts/other-processors`).
//! The widths of vectors and the ways of asking, of which each processor has its own, are
//! compared with each other here.

mod cases;
mod model;

use half::{bf16, f16};
use init_core::hidden::doc::Level;
use init_core::values::Element;

use cases::{Case, cases};
use model::{Access, fill};

fn main() {
    let levels: Vec<Level> = Level::ALL
        .into_iter()
        .filter(|level| level.is_available())
        .collect();
    eprintln!("{levels:?}");
    for case in cases() {
        print::<f32>(&case, &levels);
        print::<f64>(&case, &levels);
        print::<f16>(&case, &levels);
        print::<bf16>(&case, &levels);
    }
}

/// Prints the bits of a case, or the message of its error.
///
/// # Panics
/// Where another width of vectors or another way of asking gives other bits.
fn print<T: Element>(case: &Case, levels: &[Level]) {
    let name = format!("{} {}", T::DTYPE, case.name);
    Level::force(None);
    match fill::<T>(case, Access::Contiguous) {
        Err(error) => println!("{name}: {error}"),
        Ok(expected) => {
            let (_, narrower) = levels.split_last().expect("numbers one at a time");
            for &level in narrower {
                Level::force(Some(level));
                let found = fill::<T>(case, Access::Contiguous).expect("as with the best level");
                assert!(bits(&found).eq(bits(&expected)), "{name}: {level:?}");
            }
            Level::force(None);
            // Long tensors are there for the threads.
            let short = expected.len() < 1 << 16;
            let accesses = [Access::Ranges, Access::Each, Access::Strided];
            for access in accesses.into_iter().filter(|_| short) {
                let found = fill::<T>(case, access).expect("as in one piece");
                assert!(bits(&found).eq(bits(&expected)), "{name}: {access:?}");
            }
            let first: Vec<String> = (bits(&expected).take(3))
                .map(|bits| format!("{bits:016x}"))
                .collect();
            println!(
                "{name}: {:016x} of {}",
                hash(bits(&expected)),
                first.join(" ")
            );
        }
    }
}

/// The bits of the values, widened to f64.
fn bits<T: Element>(values: &[T]) -> impl Iterator<Item = u64> {
    values.iter().map(|value| value.widen().to_bits())
}

/// FNV-1a, 64 bits, of the little-endian bytes.
fn hash(bits: impl Iterator<Item = u64>) -> u64 {
    bits.flat_map(u64::to_le_bytes)
        .fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
        })
}
