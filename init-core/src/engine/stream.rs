//! The words of a stream from one position on, in order, for code from outside the engine.

use core::convert::Infallible;

use rand_core::TryRng;

use super::chacha::PAIR;
use super::lanes::Scalar;
use super::stream_normals::PER_BLOCK;
use super::transform::{normal, uniform};
use super::{StreamKey, parallel};

/// Random words for code from outside the engine: closures, distributions, matrices made on the
/// host.
///
/// It is an [`Rng`](rand_core::Rng), so that any distribution of rand_distr can sample from
/// it, and draws uniforms and normals of its own, whose bits the value contract fixes.
///
/// ```
/// use init_core::{Stream, initializer::with};
/// # let mut rng = init_core::hidden::doc::rng();
///
/// // A ramp with a little noise.
/// let ramp = with(|index: &[usize], stream: &mut Stream| {
///     index[0] as f64 + 0.01 * stream.normal()
/// });
/// let mut bias = [0.0_f32; 4];
/// ramp.fill(&mut bias, &mut rng)?;
/// assert!((bias[3] - 3.0).abs() < 0.1);
/// # Ok::<(), init_core::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct Stream {
    key: StreamKey,
    counter: u64,
    block: [u32; 16],
    used: usize,
}

impl Stream {
    /// The words from block `counter` on.
    pub(crate) fn new(key: StreamKey, counter: u64) -> Self {
        Self {
            key,
            counter,
            block: [0; 16],
            used: 16,
        }
    }

    pub(crate) fn for_documentation() -> Self {
        Self::new(StreamKey::new(&[7; 32], 0), 0)
    }

    fn word(&mut self) -> u32 {
        if self.used == 16 {
            self.block = self.key.block(self.counter);
            self.counter = self.counter.wrapping_add(1);
            self.used = 0;
        }
        self.used += 1;
        self.block[self.used - 1]
    }

    /// Uniform on [0, 1), from two words: their upper 53 bits, the first word the high half.
    pub fn uniform(&mut self) -> f64 {
        let (first, second) = (self.word(), self.word());
        uniform::unit_f64(Scalar, first.into(), second.into())
    }

    /// Standard normal, from four words: the first of the pair that they make.
    pub fn normal(&mut self) -> f64 {
        self.normal_pair().0
    }

    /// Two independent standard normals, from four words, by the map of the f64 engine.
    pub(crate) fn normal_pair(&mut self) -> (f64, f64) {
        let [w0, w1, w2, w3] = [(); 4].map(|()| u64::from(self.word()));
        normal::pair_f64(Scalar, w0, w1, w2, w3)
    }

    /// The next pairs of standard normals, one after the other; of an odd number's last pair the
    /// second is not used.
    pub(crate) fn normals(&mut self, out: &mut [f64]) {
        let mut rest = out;
        if self.used == 16 && self.counter.is_multiple_of(PAIR as u64) {
            let blocks = rest.len() / PER_BLOCK;
            let (whole, tail) = rest.split_at_mut(blocks * PER_BLOCK);
            parallel::normals(&self.key, self.counter / PAIR as u64, whole);
            self.counter = self.counter.wrapping_add(blocks as u64);
            rest = tail;
        }
        for pair in rest.chunks_mut(2) {
            let (first, second) = self.normal_pair();
            pair[0] = first;
            if let Some(last) = pair.get_mut(1) {
                *last = second;
            }
        }
    }

    /// Uniform on 0, 1, …, n − 1, without bias: words are drawn until one falls into the
    /// largest multiple of n (Lemire's method on 64-bit products).
    ///
    /// # Panics
    /// If `n` is 0.
    pub fn below(&mut self, n: u32) -> u32 {
        assert!(n > 0, "nothing lies below 0");
        let threshold = n.wrapping_neg() % n;
        loop {
            let product = u64::from(self.word()) * u64::from(n);
            if product as u32 >= threshold {
                return (product >> 32) as u32;
            }
        }
    }
}

impl TryRng for Stream {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        Ok(self.word())
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        let (low, high) = (self.word(), self.word());
        Ok(u64::from(high) << 32 | u64::from(low))
    }

    fn try_fill_bytes(&mut self, dst: &mut [u8]) -> Result<(), Infallible> {
        for bytes in dst.chunks_mut(4) {
            bytes.copy_from_slice(&self.word().to_le_bytes()[..bytes.len()]);
        }
        Ok(())
    }
}
