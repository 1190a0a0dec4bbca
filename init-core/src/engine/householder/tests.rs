//! Against the value contract read literally: one number after the other, nothing blocked.

#![allow(
    clippy::many_single_char_names,
    clippy::needless_range_loop,
    reason = "names and loops are those of the contract"
)]

use alloc::vec;
use alloc::vec::Vec;

use super::*;
use crate::engine::StreamKey;

const SOURCE: [u8; 32] = [0x5a; 32];

fn stream() -> Stream {
    Stream::new(StreamKey::new(&SOURCE, 7), 1 << 62)
}

fn dot(x: &[f64], y: &[f64]) -> f64 {
    let mut s = [0.0; 8];
    for r in 0..x.len() {
        s[r % 8] += x[r] * y[r];
    }
    for half in [4, 2, 1] {
        for l in 0..half {
            s[l] += s[l + half];
        }
    }
    s[0]
}

/// v: the reflector of column k, and the sign of its diagonal element.
fn reflector(column: &[f64], k: usize) -> (Vec<f64>, f64) {
    let mut v = column.to_vec();
    v[..k].fill(0.0);
    let norm = dot(&v, &v).sqrt();
    let head = v[k];
    let sign = if head < 0.0 { 1.0 } else { -1.0 };
    v[k] = head - sign * norm;
    let s = norm * (norm + head.abs());
    if s > 0.0 {
        let g = 1.0 / s.sqrt();
        for value in &mut v {
            *value *= g;
        }
    }
    (v, sign)
}

/// T from the reflectors of a panel.
fn triangle(v: &[Vec<f64>]) -> Vec<Vec<f64>> {
    let mut t = vec![vec![0.0; v.len()]; v.len()];
    for j in 0..v.len() {
        for i in 0..j {
            let mut s = 0.0;
            for l in i..j {
                s += t[i][l] * dot(&v[l], &v[j]);
            }
            t[i][j] = -s;
        }
        t[j][j] = 1.0;
    }
    t
}

/// c[r] −= E + O with the weights that `weight` sums from the products.
fn update(c: &mut [f64], f: usize, v: &[Vec<f64>], weight: impl Fn(usize, &[f64]) -> f64) {
    let p: Vec<f64> = v.iter().map(|v| dot(v, c)).collect();
    let w: Vec<f64> = (0..v.len()).map(|i| weight(i, &p)).collect();
    for r in f..c.len() {
        let mut sums = [0.0; 2];
        for i in 0..v.len() {
            sums[i % 2] += v[i][r] * w[i];
        }
        c[r] -= sums[0] + sums[1];
    }
}

/// Q, column after column.
fn expected(long: usize, short: usize) -> Vec<Vec<f64>> {
    let mut stream = stream();
    let mut numbers = Vec::new();
    while numbers.len() < long * short {
        numbers.extend(<[f64; 2]>::from(stream.normal_pair()));
    }
    let mut a: Vec<Vec<f64>> = numbers
        .chunks(long)
        .take(short)
        .map(<[f64]>::to_vec)
        .collect();
    let mut q = vec![vec![0.0; long]; short];
    let mut panels = Vec::new();
    for f in (0..short).step_by(48) {
        let end = short.min(f + 48);
        let mut v = Vec::new();
        for k in f..end {
            let (reflector, sign) = reflector(&a[k], k);
            q[k][k] = sign;
            for c in &mut a[k + 1..end] {
                let p = dot(&reflector, c);
                (k..long).for_each(|r| c[r] -= p * reflector[r]);
            }
            v.push(reflector);
        }
        let t = triangle(&v);
        for c in &mut a[end..] {
            update(c, f, &v, |i, p| {
                (0..=i).fold(0.0, |w, j| w + t[j][i] * p[j])
            });
        }
        panels.push((f, v, t));
    }
    for (f, v, t) in panels.iter().rev() {
        for c in &mut q[*f..] {
            update(c, *f, v, |i, p| {
                (i..p.len()).fold(0.0, |w, j| w + t[i][j] * p[j])
            });
        }
    }
    q
}

#[test]
fn every_level_and_orientation_is_the_contract_read_literally() {
    // Around the sides of tiles, panels, blocks and groups of columns.
    for (long, short) in [
        (1, 1),
        (9, 1),
        (16, 16),
        (53, 47),
        (97, 50),
        (151, 151),
        (601, 75),
        (523, 146),
    ] {
        let expected = expected(long, short);
        for level in Level::ALL.into_iter().filter(|level| level.is_available()) {
            let mut matrix = Matrix::zeros(level, long, short).expect("memory");
            matrix.draw(|normals| stream().normals(normals));
            let panels = matrix.factor().expect("memory");
            matrix.form(&panels);
            let mut rows = vec![0.0; long * short];
            matrix.copy_to(false, &mut rows);
            let mut columns = vec![0.0; long * short];
            matrix.copy_to(true, &mut columns);
            for (k, column) in expected.iter().enumerate() {
                for (r, value) in column.iter().enumerate() {
                    let bits = value.to_bits();
                    let place = (level, long, short, r, k);
                    assert_eq!(rows[r * short + k].to_bits(), bits, "{place:?}");
                    assert_eq!(columns[k * long + r].to_bits(), bits, "{place:?}");
                }
            }
        }
    }
}

#[cfg(feature = "parallel")]
#[test]
fn any_number_of_threads_gives_the_same_bits() {
    let make = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
        let mut out = vec![0.0; 700 * 330];
        pool.expect("a pool of threads")
            .install(|| orthonormal(700, 330, &mut stream(), &mut out))
            .expect("memory");
        out.into_iter().map(f64::to_bits).collect::<Vec<_>>()
    };
    let one = make(1);
    for threads in [2, 3, 8] {
        assert!(make(threads) == one, "{threads} threads");
    }
}
