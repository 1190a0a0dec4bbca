//! The key and the stream that fix every value of one parameter.

use crate::number::fnv::Fnv;

/// The key of one reset and the stream of one parameter: together they fix every value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StreamKey {
    pub(super) key: [u32; 8],
    pub(super) stream: u64,
}

impl StreamKey {
    pub(crate) fn new(key: &[u8; 32], stream: u64) -> Self {
        let mut words = [0; 8];
        for (word, bytes) in words.iter_mut().zip(key.chunks_exact(4)) {
            *word = u32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]);
        }
        Self { key: words, stream }
    }

    /// The key of what is added: its stream is that of the path, continued by `.` and so many `+`.
    pub(crate) fn beside(self, count: usize) -> Self {
        let continued = Fnv::after(self.stream).with(*b".");
        Self {
            stream: continued.with(core::iter::repeat_n(b'+', count)).value(),
            ..self
        }
    }
}
