//! Numbers of the types of elements other than f32, each as the f64 that it equals.

use alloc::vec;

use super::double;
use super::generator::Generator;
use super::single::BLOCK;
use super::truncated::{is_wide, log_peak};
use crate::dtype::DType;
use crate::number::arithmetic::sqrt64;
use crate::number::fused::{fused32, fused64};

impl Generator {
    /// Uniform numbers, as [`uniform`](Generator::uniform) writes those of f32.
    pub(super) fn uniform_of(&mut self, dtype: DType, out: &mut [f64], low: f64, high: f64) {
        if dtype == DType::F64 {
            for value in out {
                let drawn = fused64(double::unit(&mut self.twister), high - low, low);
                *value = if drawn == high { low } else { drawn };
            }
            return;
        }
        // f16 and bf16 are computed in f32.
        let (low, high) = (low as f32, high as f32);
        let (least, beyond) = (dtype.stored(low.into()), dtype.stored(high.into()));
        for value in out {
            let unit = (self.twister.word() & 0x00ff_ffff) as f32 / 16_777_216.0;
            let drawn = dtype.stored(fused32(unit, high - low, low).into());
            *value = if drawn == beyond { least } else { drawn };
        }
    }

    /// Normal numbers, as [`normal`](Generator::normal) writes those of f32.
    pub(super) fn normal_of(&mut self, dtype: DType, out: &mut [f64], mean: f64, std: f64) {
        if out.len() < BLOCK {
            for value in out {
                let normal = double::normal(&mut self.twister, &mut self.kept);
                *value = dtype.stored(fused64(normal, std, mean));
            }
            return;
        }
        let (whole, part) = (out.len() / BLOCK * BLOCK, out.len() % BLOCK);
        for block in out[..whole].chunks_exact_mut(BLOCK) {
            self.block_of(dtype, block, mean, std);
        }
        if part > 0 {
            // Where f64 has drawn numbers for all values by then, f16 and bf16 have for whole blocks.
            if dtype == DType::F64 {
                for _ in 0..part {
                    double::unit(&mut self.twister);
                }
            }
            let last = out.len() - BLOCK;
            self.block_of(dtype, &mut out[last..], mean, std);
        }
    }

    /// Sixteen normal numbers.
    fn block_of(&mut self, dtype: DType, block: &mut [f64], mean: f64, std: f64) {
        if dtype != DType::F64 {
            let mut single = [0.0; BLOCK];
            self.normals(&mut single, mean, std);
            for (value, single) in block.iter_mut().zip(single) {
                *value = dtype.stored(single.into());
            }
            return;
        }
        for value in block.iter_mut() {
            *value = double::unit(&mut self.twister);
        }
        let (first, second) = block.split_at_mut(BLOCK / 2);
        for (first, second) in first.iter_mut().zip(second) {
            let radius = sqrt64(-2.0 * libm::log(1.0 - *first));
            let angle = core::f64::consts::TAU * *second;
            *first = fused64(radius * libm::cos(angle), std, mean);
            *second = fused64(radius * libm::sin(angle), std, mean);
        }
    }

    /// Truncated normal numbers, as [`truncated_normal`](Generator::truncated_normal) writes those of
    /// f32.
    pub(super) fn truncated_of(
        &mut self,
        dtype: DType,
        out: &mut [f64],
        (mean, std): (f64, f64),
        (low, high): (f64, f64),
    ) {
        let mut drawn = vec![0.0; out.len()];
        let mut pending = vec![true; out.len()];
        let wide = is_wide(mean, std, (low, high));
        let (lowest, highest) = (dtype.stored(low), dtype.stored(high));
        let density = density(dtype, mean, std, log_peak(mean, std, (low, high)));
        while pending.contains(&true) {
            if wide {
                self.normal_of(dtype, &mut drawn, mean, std);
            } else {
                self.uniform_of(dtype, &mut drawn, low, high);
            }
            for ((value, &drawn), &pending) in out.iter_mut().zip(&drawn).zip(&pending) {
                *value = if pending { drawn } else { *value };
            }
            if !wide {
                self.uniform_of(dtype, &mut drawn, 0.0, 1.0);
            }
            for ((&value, &drawn), pending) in out.iter().zip(&drawn).zip(&mut pending) {
                let is_rejected = if wide {
                    value < lowest || value > highest
                } else {
                    logarithm(dtype, drawn) > density(value)
                };
                *pending &= is_rejected;
            }
        }
    }
}

/// The logarithm of the density of a normal number relative to the largest between the bounds. Every
/// step is rounded.
fn density(dtype: DType, mean: f64, std: f64, peak: f64) -> impl Fn(f64) -> f64 {
    let of_single = move |value: f64| {
        let round = |value: f32| dtype.stored(value.into()) as f32;
        let deviation = round(round(value as f32 - mean as f32) / std as f32);
        let halved = round(round(deviation * deviation) * -0.5);
        f64::from(round(halved - peak as f32))
    };
    let of_double = move |value: f64| {
        let deviation = (value - mean) / std;
        deviation * deviation * -0.5 - peak
    };
    move |value| match dtype {
        DType::F64 => of_double(value),
        _ => of_single(value),
    }
}

fn logarithm(dtype: DType, unit: f64) -> f64 {
    match dtype {
        DType::F64 => libm::log(unit),
        _ => dtype.stored(libm::log(unit) as f32 as f64),
    }
}
