//! What a walk without a plan remembers of each parameter.

use alloc::vec::Vec;

use crate::law::Law;
use crate::plan::Resolved;
use crate::walk::{Component, Trail};

/// The hashes of a parameter's path and of what its stream is computed from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct PlaceHash {
    path: u64,
    pub(super) stream: u64,
}

impl PlaceHash {
    pub(super) fn of(trail: &Trail, component: &Component<'_>) -> Self {
        let stream = trail.stream_of(component);
        let path = trail.path_hash(component).unwrap_or(stream);
        Self { path, stream }
    }
}

/// A parameter: its place, and a hash of the law and of the axes that its values follow from.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Record {
    pub(super) place: PlaceHash,
    pub(super) content: u64,
}

/// A hash of all that the values of a parameter follow from.
pub(super) fn content_hash(resolved: &Resolved<'_>) -> u64 {
    let mut hash = Hash(0);
    hash.add_law(&resolved.fill.law());
    resolved.axes.for_each_number(|number| hash.add(number));
    hash.0
}

/// The number of records that take no memory elsewhere.
const FEW: usize = 16;

/// The records of a model, in the order of a walk.
#[derive(Debug, Default)]
pub(super) struct Records {
    few: [Record; FEW],
    count: usize,
    /// Those after the first few.
    more: Vec<Record>,
    /// True where the stream of one is not that of its path.
    renamed: bool,
}

impl Records {
    pub(super) fn len(&self) -> usize {
        self.count
    }

    pub(super) fn push(&mut self, record: Record) {
        match self.few.get_mut(self.count) {
            Some(place) => *place = record,
            None => self.more.push(record),
        }
        self.count += 1;
        self.renamed |= record.place.path != record.place.stream;
    }

    pub(super) fn get(&self, index: usize) -> Option<&Record> {
        match index.checked_sub(FEW) {
            Some(index) => self.more.get(index),
            None => self.few[..self.count.min(FEW)].get(index),
        }
    }

    /// Whether two parameters have, or may have, one path or one stream.
    pub(super) fn repeat(&self) -> bool {
        self.repeats(|record| record.place.stream)
            || self.renamed && self.repeats(|record| record.place.path)
    }

    fn repeats(&self, number: impl Fn(&Record) -> u64) -> bool {
        let few = &self.few[..self.count.min(FEW)];
        if self.more.is_empty() {
            return few.iter().enumerate().any(|(place, record)| {
                let earlier = few[..place].iter().map(&number);
                { earlier }.any(|earlier| earlier == number(record))
            });
        }
        let mut numbers: Vec<u64> = few.iter().chain(&self.more).map(number).collect();
        numbers.sort_unstable();
        numbers.windows(2).any(|pair| pair[0] == pair[1])
    }
}

/// A hash of 64 bits: what differs almost never has the same.
#[derive(Debug, Clone, Copy)]
struct Hash(u64);

impl Hash {
    #[inline]
    fn add(&mut self, number: u64) {
        let mixed = (self.0 ^ number).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        self.0 = mixed ^ mixed >> 32;
    }

    fn add_law(&mut self, law: &Law) {
        let mut add = |kind: u64, numbers: &[f64]| {
            self.add(kind);
            for number in numbers {
                self.add(number.to_bits());
            }
        };
        match *law {
            Law::Constant(value) => add(0, &[value]),
            Law::Uniform { low, high } => add(1, &[low, high]),
            Law::Normal { mean, std } => add(2, &[mean, std]),
            Law::TruncatedNormal {
                mean,
                std,
                low,
                high,
            } => add(3, &[mean, std, low, high]),
            Law::Made { moments, largest } => {
                let (mean, std) = moments.unwrap_or((f64::NAN, f64::NAN));
                add(4, &[mean, std, largest.unwrap_or(f64::NAN)]);
            }
            Law::Integer(value) => {
                let halves = [value as u64, (value >> 64) as u64];
                add(5, &halves.map(f64::from_bits));
            }
            Law::Drawn => add(6, &[]),
            Law::Nan => add(7, &[]),
        }
    }
}
