//! The source of a key.

use rand_core::Rng;

/// What a reset draws its key from: every generator of rand 0.10.
///
/// A generator of another crate, or of an earlier rand, makes the key itself:
///
/// ```
/// use init_core::Reset;
/// # #[derive(init_core::Initialize)] struct Net { #[init(normal)] weight: [f32; 4] }
/// # let mut net = Net { weight: [0.0; 4] };
/// # let mut fill_bytes = |key: &mut [u8]| key.fill(7);
///
/// let mut key = [0; 32];
/// fill_bytes(&mut key); // of fastrand, rand 0.9, …
/// Reset::key(key).run(&mut net)?;
/// # Ok::<(), init_core::Error>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a generator of rand 0.10",
    label = "does not implement `rand::Rng` of rand 0.10",
    note = "a generator of another crate or version makes the key itself: `Reset::key(rng.random()).run(&mut model)` with rand 0.9",
    note = "for one that fills bytes write `let mut key = [0; 32]; rng.fill_bytes(&mut key); Reset::key(key).run(&mut model)`, for a seed `Reset::seed(42).run(&mut model)`",
    note = "one that can fail, such as `SysRng`, is a generator inside `rand::rand_core::UnwrapErr`"
)]
pub trait Generator {
    /// Draws the 32 bytes of a key.
    fn draw_key(&mut self) -> [u8; 32];
}

#[diagnostic::do_not_recommend]
impl<R: Rng + ?Sized> Generator for R {
    fn draw_key(&mut self) -> [u8; 32] {
        let mut key = [0; 32];
        self.fill_bytes(&mut key);
        key
    }
}

/// The key of a seed.
pub(super) fn key_of_seed(seed: u64) -> [u8; 32] {
    let mut state = seed;
    let mut key = [0; 32];
    for bytes in key.chunks_exact_mut(4) {
        bytes.copy_from_slice(&pcg32(&mut state).to_le_bytes());
    }
    key
}

fn pcg32(state: &mut u64) -> u32 {
    *state = state
        .wrapping_mul(0x5851_F42D_4C95_7F2D)
        .wrapping_add(0xA176_54E4_6FBE_17F3);
    let shifted = (((*state >> 18) ^ *state) >> 27) as u32;
    shifted.rotate_right((*state >> 59) as u32)
}
