//! The numbers of a file: little-endian floats, to and from the exact f64, and integers, to and from
//! i128.

use alloc::format;
use alloc::vec::Vec;

use safetensors_0_8::Dtype;

use crate::dtype::{DType, elements, integers};
use crate::engine::bounds::Stored;
use crate::engine::dispatch::{Level, Task};
use crate::engine::lanes::Register;
use crate::error::{ErrorKind, Problem};
use crate::parameter::Parameter;
use crate::values::Known;

macro_rules! numbers {
    (floats {
        $($variant:ident $rust:path [$($feature:literal)?] $file:ident $bits:tt $known:tt;)*
    } integers {
        $($integer:ident $number:ident $whole:ident $doc:literal;)*
    }) => {
        /// The type in a file of a tensor's elements; `None` for types that this crate does not
        /// write.
        pub(super) fn stored(dtype: DType) -> Option<Dtype> {
            match dtype {
                $(DType::$variant => Some(Dtype::$file),)*
                $(DType::$integer => Some(Dtype::$whole),)*
                DType::C64 => Some(Dtype::C64),
                // The format has none of two f64.
                DType::C128 | DType::Other(_) => None,
            }
        }

        /// The type of a file as this crate's; `None` for types that this crate does not write.
        fn known(stored: Dtype) -> Option<DType> {
            match stored {
                $(Dtype::$file => Some(DType::$variant),)*
                $(Dtype::$whole => Some(DType::$integer),)*
                _ => None,
            }
        }

        /// Whether values of the type `stored` can be rounded to a type: both are floats.
        pub(super) fn rounds(dtype: DType, stored: Dtype) -> bool {
            let floats = [$(Dtype::$file),*];
            self::stored(dtype).is_some_and(|own| floats.contains(&own)) && floats.contains(&stored)
        }

        /// Appends to `bytes` those of values that `dtype` holds exactly.
        fn encode(dtype: Dtype, values: &[f64], bytes: &mut Vec<u8>) {
            match dtype {
                $(Dtype::$file => each(values, bytes, |value| {
                    <$rust as Stored>::round(value).to_bits().to_le_bytes()
                }),)*
                _ => {}
            }
        }

        impl Numbers {
            /// Whether a value may be larger than `largest`, or is no number: the bits of the
            /// magnitude are compared, which are in the order of the values.
            pub(super) fn exceed(&self, largest: f64) -> bool {
                match self.dtype {
                    $(Dtype::$file => {
                        let (numbers, _) = self.bytes.as_chunks();
                        let largest = <$rust as Stored>::at_most(largest).to_bits();
                        Level::current().run(Exceeding { numbers, largest })
                    })*
                    _ => false,
                }
            }

            fn give_floats(&self, start: usize, out: &mut [f64]) {
                match self.dtype {
                    $(Dtype::$file => self.decode(start, out, |bytes| {
                        <$rust>::from_bits(FromBytes::from_le(bytes)).widen()
                    }),)*
                    _ => {}
                }
            }
        }
    };
}
macro_rules! all_numbers {
    ($($floats:tt)*) => {
        integers!(numbers floats { $($floats)* });
    };
}
elements!(all_numbers);

/// The problem of a type of elements that the format does not have.
pub(super) fn refused(dtype: DType) -> Problem {
    let text = format!("elements of type `{dtype}` cannot be saved");
    let problem = Problem::new(ErrorKind::DType, text);
    if dtype.is_complex() {
        problem.help("make them complex numbers of f32, or save the real and the imaginary parts as two tensors of f64")
    } else {
        problem.note(format!("the types are {}", DType::names("")))
    }
}

/// The type of the numbers in a file's tensor, and their shape: complex ones have an axis for their parts,
/// the last.
pub(super) fn parts(stored: Dtype, shape: &[usize]) -> (Dtype, Vec<usize>) {
    let mut shape = shape.to_vec();
    if stored != Dtype::C64 {
        return (stored, shape);
    }
    shape.push(2);
    (Dtype::F32, shape)
}

/// Whether a tensor of the type `dtype` holds every value of the type `stored` exactly.
pub(super) fn holds(dtype: DType, stored: Dtype) -> bool {
    known(stored).is_some_and(|stored| dtype.holds(stored))
}

/// Whether the elements of a file's tensor are integers or booleans.
pub(super) fn are_integers(stored: Dtype) -> bool {
    known(stored).is_some_and(DType::is_integer)
}

/// Appends to `bytes` those of integers or booleans of the type `dtype`.
fn encode_integers(dtype: Dtype, values: &[i128], bytes: &mut Vec<u8>) {
    let size = dtype.bitsize() / 8;
    for value in values {
        bytes.extend(&value.to_le_bytes()[..size]);
    }
}

/// Hands over the elements of a tensor as those of the type `dtype`, piece after piece: their number, and
/// what appends their bytes. After an error of `take` it hands over no more.
pub(super) fn read_encoded(
    tensor: &dyn Parameter,
    dtype: Dtype,
    mut take: impl FnMut(usize, &dyn Fn(&mut Vec<u8>)) -> Result<(), Problem>,
) -> Result<(), Problem> {
    let mut result = Ok(());
    let mut hear = |count: usize, append: &dyn Fn(&mut Vec<u8>)| {
        if result.is_ok() {
            result = take(count, append);
        }
    };
    if tensor.dtype().is_integer() {
        tensor.read_integers(&mut |values| {
            hear(values.len(), &|bytes| encode_integers(dtype, values, bytes));
        })?;
    } else {
        tensor.read(&mut |values| {
            hear(values.len(), &|bytes| encode(dtype, values, bytes));
        })?;
    }
    result
}

impl Known for Numbers {
    fn give(&self, start: usize, out: &mut [f64]) {
        self.give_floats(start, out);
    }

    fn give_integers(&self, start: usize, out: &mut [i128]) {
        let size = self.dtype.bitsize() / 8;
        let is_signed =
            (known(self.dtype).and_then(DType::integer_range)).is_some_and(|(least, _)| least < 0);
        let integers = self.bytes[start * size..].chunks_exact(size);
        for (out, bytes) in out.iter_mut().zip(integers) {
            let negative = is_signed && bytes[size - 1] >= 0x80;
            let mut wide = if negative { [0xff; 16] } else { [0; 16] };
            wide[..size].copy_from_slice(bytes);
            *out = i128::from_le_bytes(wide);
        }
    }
}

/// The bits of a number.
trait FromBytes<const N: usize>: Copy + Ord {
    fn from_le(bytes: [u8; N]) -> Self;

    /// Those without the sign.
    fn magnitude(self) -> Self;
}

macro_rules! bits {
    ($($bits:ty)*) => {$(
        impl FromBytes<{ size_of::<$bits>() }> for $bits {
            #[inline(always)]
            fn from_le(bytes: [u8; size_of::<$bits>()]) -> Self {
                Self::from_le_bytes(bytes)
            }

            #[inline(always)]
            fn magnitude(self) -> Self {
                self & (Self::MAX >> 1)
            }
        }
    )*};
}
bits!(u8 u16 u32 u64);

fn each<const N: usize>(values: &[f64], bytes: &mut Vec<u8>, one: impl Fn(f64) -> [u8; N]) {
    let start = bytes.len();
    bytes.resize(start + values.len() * N, 0);
    let (pieces, _) = bytes[start..].as_chunks_mut::<N>();
    for (piece, &value) in pieces.iter_mut().zip(values) {
        *piece = one(value);
    }
}

/// The search for a number whose magnitude exceeds that of `largest`.
struct Exceeding<'a, B, const N: usize> {
    numbers: &'a [[u8; N]],
    largest: B,
}

impl<B: FromBytes<N>, const N: usize> Task for Exceeding<'_, B, N> {
    type Output = bool;

    #[inline(always)]
    fn run<L: Register>(self, _: L) -> bool {
        // Without a branch for each number, so that the loop is one of vectors.
        let mut found = false;
        for &bytes in self.numbers {
            found |= B::from_le(bytes).magnitude() > self.largest;
        }
        found
    }
}

/// The bytes of one tensor of a file.
#[derive(Debug)]
pub(super) struct Numbers {
    pub(super) dtype: Dtype,
    pub(super) bytes: Vec<u8>,
}

impl Numbers {
    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.bytes.len() / (self.dtype.bitsize() / 8)
    }

    fn decode<const N: usize>(&self, start: usize, out: &mut [f64], one: impl Fn([u8; N]) -> f64) {
        let (numbers, _) = self.bytes.as_chunks::<N>();
        for (out, &bytes) in out.iter_mut().zip(&numbers[start..]) {
            *out = one(bytes);
        }
    }
}
