//! Elements that are integers or booleans: no law gives them but one value everywhere.

use super::bounds::Stored;
use super::chacha::WordSource;
use super::element::{Element, compiled_here, sealed};
use super::kernel::Kernel;
use super::lanes::Register;
use crate::dtype::{DType, integers};
use crate::law::Law;

/// One integer everywhere.
#[derive(Debug, Clone)]
pub struct KernelInteger<T>(T);

impl<T: Element + core::fmt::Debug> Kernel<T> for KernelInteger<T> {
    fn new(law: &Law) -> Option<Self> {
        match *law {
            Law::Integer(value) => Some(Self(T::of_integer(value))),
            _ => None,
        }
    }

    #[inline(always)]
    fn write<L: Register>(&self, _: L, _: &impl WordSource, _: u64, out: &mut [T]) {
        out.fill(self.0);
    }
}

macro_rules! stored {
    (bool) => {
        fn round(value: f64) -> Self {
            value != 0.0
        }

        fn widen(self) -> f64 {
            f64::from(self)
        }

        fn up(self) -> Self {
            true
        }

        fn down(self) -> Self {
            false
        }

        fn of_integer(value: i128) -> Self {
            value != 0
        }

        fn to_integer(self) -> i128 {
            self.into()
        }
    };
    ($integer:ident) => {
        fn round(value: f64) -> Self {
            value as Self
        }

        #[allow(clippy::cast_lossless, reason = "not of all integers")]
        fn widen(self) -> f64 {
            self as f64
        }

        fn up(self) -> Self {
            self.saturating_add(1)
        }

        fn down(self) -> Self {
            self.saturating_sub(1)
        }

        fn of_integer(value: i128) -> Self {
            value.clamp(Self::MIN.into(), Self::MAX.into()) as Self
        }

        fn to_integer(self) -> i128 {
            self.into()
        }
    };
}

macro_rules! elements {
    (integers {$($variant:ident $integer:ident $file:ident $doc:literal;)*}) => {$(
        impl sealed::Sealed for $integer {}

        impl Stored for $integer {
            stored! { $integer }
        }

        impl Element for $integer {
            const DTYPE: DType = DType::$variant;
            type Kernel = KernelInteger<Self>;

            compiled_here! {}
        }
    )*};
}
integers!(elements);
