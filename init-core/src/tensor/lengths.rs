//! The lengths of a tensor's axes, or as many indices of axes.

use alloc::boxed::Box;
use core::fmt;
use core::ops::Deref;

/// The number of axes that most tensors do not exceed.
const FEW: usize = 4;

/// A number for each axis of a tensor; those of a few axes take no memory elsewhere.
#[doc(hidden)]
#[derive(Clone)]
pub struct Lengths(Kept);

#[derive(Clone)]
enum Kept {
    Few(u8, [usize; FEW]),
    Many(Box<[usize]>),
}

impl Lengths {
    /// The lengths of `outer` axes, then that of one more.
    pub(crate) fn with(outer: &[usize], inner: usize) -> Self {
        outer.iter().copied().chain([inner]).collect()
    }
}

impl FromIterator<usize> for Lengths {
    fn from_iter<I: IntoIterator<Item = usize>>(lengths: I) -> Self {
        let mut lengths = lengths.into_iter();
        let (mut few, mut rank) = ([0; FEW], 0);
        while let Some(length) = lengths.next() {
            if rank == FEW {
                let all = few.into_iter().chain([length]).chain(lengths);
                return Self(Kept::Many(all.collect()));
            }
            few[rank] = length;
            rank += 1;
        }
        Self(Kept::Few(rank as u8, few))
    }
}

impl From<&[usize]> for Lengths {
    fn from(lengths: &[usize]) -> Self {
        lengths.iter().copied().collect()
    }
}

impl Deref for Lengths {
    type Target = [usize];

    fn deref(&self) -> &[usize] {
        match &self.0 {
            Kept::Few(rank, few) => &few[..usize::from(*rank)],
            Kept::Many(many) => many,
        }
    }
}

impl PartialEq for Lengths {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

impl fmt::Debug for Lengths {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use alloc::vec::Vec;

    use super::Lengths;

    #[test]
    fn any_number_of_axes_is_kept() {
        for rank in 0..8 {
            let given: Vec<usize> = (1..=rank).collect();
            assert_eq!(*Lengths::from(&given[..]), given[..]);
            let more: Vec<usize> = (1..=rank + 1).collect();
            assert_eq!(*Lengths::with(&given, rank + 1), more[..]);
        }
    }
}
