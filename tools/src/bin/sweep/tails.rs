//! How many normals lie beyond 4, 5 and 6 standard deviations, on each side, and how many within
//! 2^-12 of 0.

use init_core::initializer::normal;
use init_core::values::Element;

use crate::chance::{mass, poisson, upper};
use crate::draw::draw;
use crate::table::Table;

const SIGMAS: [f64; 3] = [4.0, 5.0, 6.0];
const NEAR: f64 = 1.0 / 4096.0;

/// Beyond each of the sigmas below and above, and near zero.
#[derive(Default, Clone, Copy)]
struct Counts {
    beyond: [[u64; 2]; 3],
    near: u64,
}

fn check_type<T: Element + Default + Into<f64>>(
    table: &mut Table,
    name: &str,
    seed: u64,
    count: usize,
) {
    let parts = draw(
        &normal(),
        seed,
        count,
        Counts::default,
        |counts: &mut Counts, piece: &[T]| {
            for &value in piece {
                let x: f64 = value.into();
                let magnitude = x.abs();
                if magnitude > SIGMAS[0] {
                    for (beyond, sigma) in counts.beyond.iter_mut().zip(SIGMAS) {
                        beyond[usize::from(x > 0.0)] += u64::from(magnitude > sigma);
                    }
                }
                counts.near += u64::from(magnitude < NEAR);
            }
        },
    );
    let n = count as f64;
    for (place, sigma) in SIGMAS.into_iter().enumerate() {
        for (side, sign) in ["below -", "above "].into_iter().enumerate() {
            let found = parts.iter().map(|counts| counts.beyond[place][side]).sum();
            let expected = n * upper(sigma);
            let line = format!("{name}, {found} {sign}{sigma}, {expected:.1} expected");
            table.normal(&line, count as u64, poisson(found, expected));
        }
    }
    let found = parts.iter().map(|counts| counts.near).sum();
    let expected = n * mass(-NEAR, NEAR);
    let line = format!("{name}, {found} near 0, {expected:.1} expected");
    table.normal(&line, count as u64, poisson(found, expected));
}

pub(crate) fn check(table: &mut Table) {
    table.section("tails of normals; a count as its probability on the normal scale");
    let count = table.count(1 << 33);
    check_type::<f32>(table, "f32", 2000, count);
    let count = table.count(1 << 32);
    check_type::<f64>(table, "f64", 2001, count);
}
