//! A digest of what a file holds.

/// A factor whose bits are as good as random.
const FACTOR: u64 = 0x9e37_79b9_7f4a_7c15;

/// A digest of 64 bits, however the bytes are cut. Each word of eight bytes is joined to the state,
/// which is multiplied to 128 bits and folded: as fast as memory is read, and two files of a folder
/// have the same by chance once in 2^64.
#[derive(Debug, Clone, Copy)]
pub(super) struct Digest {
    state: u64,
    /// Bytes that do not fill a word yet, and how many.
    word: u64,
    held: u32,
    length: u64,
}

impl Digest {
    pub(super) fn new() -> Self {
        Self {
            state: FACTOR,
            word: 0,
            held: 0,
            length: 0,
        }
    }

    pub(super) fn add(&mut self, bytes: &[u8]) {
        self.length = self.length.wrapping_add(bytes.len() as u64);
        let open = (8 - self.held as usize) % 8;
        let (first, bytes) = bytes.split_at(open.min(bytes.len()));
        for &byte in first {
            self.push(byte);
        }
        let (words, last) = bytes.as_chunks();
        for &word in words {
            self.join(u64::from_le_bytes(word));
        }
        for &byte in last {
            self.push(byte);
        }
    }

    pub(super) fn value(mut self) -> u64 {
        self.join(self.word);
        self.join(self.length);
        self.state
    }

    fn push(&mut self, byte: u8) {
        self.word |= u64::from(byte) << (8 * self.held);
        self.held += 1;
        if self.held == 8 {
            self.join(self.word);
            self.word = 0;
            self.held = 0;
        }
    }

    fn join(&mut self, word: u64) {
        let product = u128::from(self.state ^ word) * u128::from(FACTOR);
        self.state = (product as u64 ^ (product >> 64) as u64).wrapping_add(FACTOR);
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::Digest;

    fn of(pieces: &[&[u8]]) -> u64 {
        let mut digest = Digest::new();
        for piece in pieces {
            digest.add(piece);
        }
        digest.value()
    }

    #[test]
    fn the_pieces_do_not_matter() {
        let bytes: [u8; 40] = core::array::from_fn(|k| k as u8 ^ 0x5a);
        let whole = of(&[&bytes]);
        for a in 0..=bytes.len() {
            for b in a..=bytes.len() {
                assert_eq!(of(&[&bytes[..a], &bytes[a..b], &bytes[b..]]), whole);
            }
        }
    }

    /// Every change of one bit or two, zeros of every length, and no two the same.
    #[test]
    fn what_differs_has_another_digest() {
        let mut digests = BTreeSet::new();
        let mut count = 0;
        let mut bytes = [0; 32];
        for a in 0..256 {
            for b in a..256 {
                bytes[a / 8] ^= 1 << (a % 8);
                bytes[b / 8] ^= 1 << (b % 8);
                // Flipping the same bit twice changes nothing: one such case is enough.
                if a != b || a == 0 {
                    digests.insert(of(&[&bytes]));
                    count += 1;
                }
                bytes[a / 8] ^= 1 << (a % 8);
                bytes[b / 8] ^= 1 << (b % 8);
            }
            bytes[a / 8] ^= 1 << (a % 8);
            digests.insert(of(&[&bytes]));
            count += 1;
            bytes[a / 8] ^= 1 << (a % 8);
        }
        for length in 0..32 {
            digests.insert(of(&[&[0; 32][..length]]));
            count += 1;
        }
        assert_eq!(digests.len(), count);
    }
}
