//! The shapes that fields declare, and their numbers of values.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use init_grammar::short;

use super::Lengths;

/// The number of values of a shape, if it can be counted: 0 if an axis is empty, however long
/// the others are.
pub(crate) fn checked_count(shape: &[usize]) -> Option<usize> {
    let (mut count, mut overflows, mut is_empty) = (1_usize, false, false);
    for &length in shape {
        let (product, overflow) = count.overflowing_mul(length);
        count = product;
        overflows |= overflow;
        is_empty |= length == 0;
    }
    if is_empty {
        Some(0)
    } else {
        (!overflows).then_some(count)
    }
}

/// The number of values of a shape, or the largest number where they cannot be counted.
pub(crate) fn count(shape: &[usize]) -> usize {
    checked_count(shape).unwrap_or(usize::MAX)
}

/// The lengths of axes, or their strides, for a message.
pub(crate) fn shown(lengths: &[usize]) -> String {
    short(&format!("{lengths:?}")).into_owned()
}

/// The argument of `shape = …`: an axis length, a tuple, an array, a slice or a vector of them.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a shape",
    label = "not the lengths of axes",
    note = "a shape is a `usize`, or a tuple, array, slice or vector of them",
    note = "for another type of integer write `self.width as usize`"
)]
pub trait Shape {
    /// The lengths of the axes.
    fn to_shape(self) -> Vec<usize>;

    /// The same without memory elsewhere, where there are few.
    #[doc(hidden)]
    fn to_lengths(self) -> Lengths
    where
        Self: Sized,
    {
        self.to_shape()[..].into()
    }
}

/// The length of one axis: a `usize`, or a reference to one. This trait is sealed.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not the length of an axis",
    label = "not a `usize`",
    note = "for another type of integer write `self.width as usize`"
)]
pub trait AxisLength: sealed::Sealed {
    #[doc(hidden)]
    fn to_length(self) -> usize;
}

impl AxisLength for usize {
    fn to_length(self) -> usize {
        self
    }
}

mod sealed {
    pub trait Sealed {}
}

impl sealed::Sealed for usize {}
impl sealed::Sealed for &usize {}

impl AxisLength for &usize {
    fn to_length(self) -> usize {
        *self
    }
}

impl Shape for usize {
    fn to_shape(self) -> Vec<usize> {
        [self].into()
    }

    fn to_lengths(self) -> Lengths {
        [self][..].into()
    }
}

impl Shape for &usize {
    fn to_shape(self) -> Vec<usize> {
        [*self].into()
    }

    fn to_lengths(self) -> Lengths {
        [*self][..].into()
    }
}

impl Shape for () {
    fn to_shape(self) -> Vec<usize> {
        Vec::new()
    }

    fn to_lengths(self) -> Lengths {
        [][..].into()
    }
}

impl<const N: usize> Shape for [usize; N] {
    fn to_shape(self) -> Vec<usize> {
        self.into()
    }

    fn to_lengths(self) -> Lengths {
        self[..].into()
    }
}

impl<const N: usize> Shape for &[usize; N] {
    fn to_shape(self) -> Vec<usize> {
        self.to_vec()
    }

    fn to_lengths(self) -> Lengths {
        self[..].into()
    }
}

impl Shape for &[usize] {
    fn to_shape(self) -> Vec<usize> {
        self.to_vec()
    }

    fn to_lengths(self) -> Lengths {
        self.into()
    }
}

impl Shape for Vec<usize> {
    fn to_shape(self) -> Vec<usize> {
        self
    }

    fn to_lengths(self) -> Lengths {
        self[..].into()
    }
}

impl Shape for &Vec<usize> {
    fn to_shape(self) -> Vec<usize> {
        self.clone()
    }

    fn to_lengths(self) -> Lengths {
        self[..].into()
    }
}

macro_rules! tuple_shape {
    ($([$($length:ident)+])*) => {$(
        #[diagnostic::do_not_recommend]
        #[allow(non_snake_case, reason = "the parameters name the types and the values")]
        impl<$($length: AxisLength),+> Shape for ($($length,)+) {
            fn to_shape(self) -> Vec<usize> {
                let ($($length,)+) = self;
                [$($length.to_length()),+].into()
            }

            fn to_lengths(self) -> Lengths {
                let ($($length,)+) = self;
                [$($length.to_length()),+][..].into()
            }
        }
    )*};
}

tuple_shape! {
    [A]
    [A B]
    [A B C]
    [A B C D]
    [A B C D E]
    [A B C D E F]
}
