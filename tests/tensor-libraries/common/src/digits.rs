//! Handwritten digits: see `tests/data/README.md`.

use std::io::Read;

use flate2::read::GzDecoder;

/// How many pixels an image has: 8 rows of 8.
pub const PIXELS: usize = 64;

/// Images and what they show.
#[derive(Debug, Default)]
pub struct Digits {
    /// [`PIXELS`] numbers from 0 to 1 for each image.
    pub pixels: Vec<f32>,
    /// A digit for each image.
    pub labels: Vec<u32>,
}

impl Digits {
    /// All 1797.
    ///
    /// # Panics
    /// If the file of the repository cannot be read.
    pub fn all() -> Self {
        let packed = include_bytes!("../../../data/digits.csv.gz");
        let mut text = String::new();
        let read = GzDecoder::new(&packed[..]).read_to_string(&mut text);
        read.expect("a compressed text");
        let mut digits = Self::default();
        for line in text.lines() {
            let numbers: Vec<u32> = line
                .split(',')
                .map(|number| number.trim().parse().expect("a number"))
                .collect();
            let [pixels @ .., label] = numbers.as_slice() else {
                panic!("a line is empty");
            };
            assert_eq!(pixels.len(), PIXELS);
            let scaled = pixels.iter().map(|&pixel| pixel as f32 / 16.0);
            digits.pixels.extend(scaled);
            digits.labels.push(*label);
        }
        digits
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.labels.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.labels.is_empty()
    }

    /// Those whose place is wanted.
    pub fn only(&self, wanted: impl Fn(usize) -> bool) -> Self {
        let mut digits = Self::default();
        let images = self.pixels.chunks_exact(PIXELS).zip(&self.labels);
        for (place, (pixels, &label)) in images.enumerate() {
            if wanted(place) {
                digits.pixels.extend_from_slice(pixels);
                digits.labels.push(label);
            }
        }
        digits
    }

    /// The first 256, for [`FIRST_LOSS`](crate::network::FIRST_LOSS).
    pub fn first() -> Self {
        Self::all().only(|place| place < 256)
    }

    /// Two thirds to learn from, and every third to be asked for.
    pub fn split() -> [Self; 2] {
        let all = Self::all();
        [
            all.only(|place| place % 3 != 2),
            all.only(|place| place % 3 == 2),
        ]
    }
}
