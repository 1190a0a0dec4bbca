//! Fills of f32, with vectors.

use super::box_muller::{pair, unit};
use crate::engine::Level;
use crate::engine::dispatch::Task;
use crate::engine::lanes::Register;
use crate::engine::mersenne_twister::{MersenneTwister, tempered};

/// The number of values that are made of each other's words; a tensor of fewer takes another way.
pub(super) const BLOCK: usize = 16;

/// The vectors that are used: at most eight lanes, since half a block is eight values.
fn level() -> Level {
    match Level::current() {
        Level::Avx512 => Level::Avx2,
        level => level,
    }
}

/// Writes low + (high − low) · unit, a word for each value.
pub(super) fn uniform(twister: &mut MersenneTwister, out: &mut [f32], low: f32, high: f32) {
    level().run(Uniform {
        twister,
        out,
        between: Between { low, high },
    });
}

/// Writes normal numbers to at least 16 values.
pub(super) fn normal(twister: &mut MersenneTwister, out: &mut [f32], mean: f32, std: f32) {
    level().run(Normal {
        twister,
        out,
        scale: Scale { mean, std },
    });
}

/// Draws as many normal numbers, at least 16, and takes them for the values that lie outside the
/// bounds. Returns true if some still do.
pub(super) fn redraw(
    twister: &mut MersenneTwister,
    out: &mut [f32],
    (mean, std): (f32, f32),
    bounds: (f32, f32),
) -> bool {
    level().run(Redraw {
        twister,
        out,
        scale: Scale { mean, std },
        bounds,
    })
}

/// Whether a value lies outside its bounds.
#[inline(always)]
fn is_outside(value: f32, (low, high): (f32, f32)) -> bool {
    value < low || value > high
}

/// Whether some values lie outside their bounds.
#[inline(always)]
pub(super) fn are_outside(values: &[f32], bounds: (f32, f32)) -> bool {
    (values.iter()).fold(false, |found, &value| found | is_outside(value, bounds))
}

#[derive(Clone, Copy)]
struct Between {
    low: f32,
    high: f32,
}

impl Between {
    /// Uniform numbers of the words of a register.
    #[inline(always)]
    fn register<L: Register>(self, lanes: L, words: &[u32]) -> L::F32 {
        let (low, high) = (lanes.f32(self.low), lanes.f32(self.high));
        let unit = unit(lanes, tempered(lanes.load_u32(words)));
        let value = lanes.fused_f32(unit, lanes.f32(self.high - self.low), low);
        // A value that was rounded to the upper bound is the lower one.
        let below = lanes.less_f32(value, high);
        let above = lanes.less_f32(high, value);
        lanes.select_f32(below, value, lanes.select_f32(above, value, low))
    }
}

struct Uniform<'a> {
    twister: &'a mut MersenneTwister,
    out: &'a mut [f32],
    between: Between,
}

impl Task for Uniform<'_> {
    type Output = ();

    #[inline(always)]
    fn run<L: Register>(self, lanes: L) {
        let (between, mut rest) = (self.between, self.out);
        while !rest.is_empty() {
            let words = self.twister.words(lanes);
            let count = words.count.min(rest.len());
            let (part, after) = rest.split_at_mut(count);
            let mut registers = part.chunks_exact_mut(L::COUNT);
            let mut place = 0;
            for out in registers.by_ref() {
                let words = &words.and_beyond[place..place + L::COUNT];
                lanes.store_f32(between.register(lanes, words), out);
                place += L::COUNT;
            }
            let last = registers.into_remainder();
            if !last.is_empty() {
                let words = &words.and_beyond[place..place + L::COUNT];
                let mut scratch = [0.0; BLOCK];
                lanes.store_f32(between.register(lanes, words), &mut scratch[..L::COUNT]);
                last.copy_from_slice(&scratch[..last.len()]);
            }
            self.twister.advance(count);
            rest = after;
        }
    }
}

#[derive(Clone, Copy)]
struct Scale {
    mean: f32,
    std: f32,
}

impl Scale {
    /// Sixteen normal numbers of 16 words: the cosines of eight pairs, then their sines.
    #[inline(always)]
    fn sixteen<L: Register>(self, lanes: L, words: &[u32; BLOCK], out: &mut [f32; BLOCK]) {
        const HALF: usize = BLOCK / 2;
        let (mean, std) = (lanes.f32(self.mean), lanes.f32(self.std));
        for place in (0..HALF).step_by(L::COUNT) {
            let at = |place: usize| lanes.load_u32(&words[place..place + L::COUNT]);
            let first = tempered(at(place));
            let second = tempered(at(place + HALF));
            let (x, y) = pair(lanes, first, second);
            let x = lanes.fused_f32(x, std, mean);
            let y = lanes.fused_f32(y, std, mean);
            lanes.store_f32(x, &mut out[place..place + L::COUNT]);
            lanes.store_f32(y, &mut out[place + HALF..place + HALF + L::COUNT]);
        }
    }
}

/// Calls `make` with the 16 words of each block and with its values. Where the last block is not
/// whole, the last 16 values have words of their own, which are drawn last, and those that they share
/// with the block before are not among its values.
#[inline(always)]
fn blocks<L: Register>(
    lanes: L,
    twister: &mut MersenneTwister,
    out: &mut [f32],
    mut make: impl FnMut(&[u32; BLOCK], &mut [f32]),
) {
    let part = out.len() % BLOCK;
    let own = if part == 0 { 0 } else { BLOCK };
    let (mut rest, last) = out.split_at_mut(out.len() - own);
    while !rest.is_empty() {
        let words = twister.words(lanes);
        let count = (words.count / BLOCK).min(rest.len().div_ceil(BLOCK));
        if count == 0 {
            let words = twister.sixteen(lanes);
            let (values, after) = rest.split_at_mut(BLOCK.min(rest.len()));
            make(&words, values);
            rest = after;
            continue;
        }
        let (values, after) = rest.split_at_mut((count * BLOCK).min(rest.len()));
        let (words, _) = words.and_beyond.as_chunks::<BLOCK>();
        for (words, values) in words.iter().zip(values.chunks_mut(BLOCK)) {
            make(words, values);
        }
        twister.advance(count * BLOCK);
        rest = after;
    }
    if !last.is_empty() {
        twister.skip(lanes, part);
        make(&twister.sixteen(lanes), last);
    }
}

struct Normal<'a> {
    twister: &'a mut MersenneTwister,
    out: &'a mut [f32],
    scale: Scale,
}

impl Task for Normal<'_> {
    type Output = ();

    const FUSES: bool = true;

    #[inline(always)]
    fn run<L: Register>(self, lanes: L) {
        let scale = self.scale;
        blocks(
            lanes,
            self.twister,
            self.out,
            #[inline(always)]
            |words, values| {
                if let Some(whole) = values.first_chunk_mut() {
                    scale.sixteen(lanes, words, whole);
                } else {
                    let mut scratch = [0.0; BLOCK];
                    scale.sixteen(lanes, words, &mut scratch);
                    values.copy_from_slice(&scratch[..values.len()]);
                }
            },
        );
    }
}

struct Redraw<'a> {
    twister: &'a mut MersenneTwister,
    out: &'a mut [f32],
    scale: Scale,
    bounds: (f32, f32),
}

impl Task for Redraw<'_> {
    type Output = bool;

    const FUSES: bool = true;

    #[inline(always)]
    fn run<L: Register>(self, lanes: L) -> bool {
        let (scale, bounds) = (self.scale, self.bounds);
        let mut remain = false;
        blocks(
            lanes,
            self.twister,
            self.out,
            #[inline(always)]
            |words, values| {
                if !are_outside(values, bounds) {
                    return;
                }
                let mut drawn = [0.0; BLOCK];
                scale.sixteen(lanes, words, &mut drawn);
                for (value, drawn) in values.iter_mut().zip(drawn) {
                    if is_outside(*value, bounds) {
                        *value = drawn;
                        remain |= is_outside(drawn, bounds);
                    }
                }
            },
        );
        remain
    }
}
