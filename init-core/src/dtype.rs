//! The types of a tensor's elements: one table, which all that is to know of a type is asked of.

use core::fmt;

use crate::number::rounding;

/// Hands every float type that the engine can write to a macro, in rows: its variant of [`DType`], its
/// Rust type, the feature that brings it in, its name in safetensors, its bits (how an f32 is
/// rounded to it, the value of a pattern, and the NaN that stands for all), and what is known of
/// it: documentation, name, bits of the exponent and of the mantissa, the largest value.
macro_rules! elements {
    ($table:ident) => {
        $table! {
            F32 f32 [] F32 (f32 of_f32 0x7fc0_0000) {
                "IEEE binary32." "f32" 8 23 3.402_823_466_385_288_6e38
            };
            F64 f64 [] F64 f64 { "IEEE binary64." "f64" 11 52 f64::MAX };
            F16 half_2::f16 ["half-2"] F16 (f16 of_f16 0x7e00) {
                "IEEE binary16; written with the feature `half-2`." "f16" 5 10 65_504.0
            };
            // The largest mantissa of 8 bits, 2 − 2^-7, times 2^127.
            Bf16 half_2::bf16 ["half-2"] BF16 (bf16 of_bf16 0x7fc0) {
                "The upper half of a binary32; written with the feature `half-2`."
                "bf16" 8 7 3.389_531_389_251_535_5e38
            };
            F8E4M3 float8_0_7::F8E4M3 ["float8-0_7"] F8_E4M3 (f8e4m3 of_f8e4m3 0x7f) {
                "Four bits of exponent, no infinities: up to 448; written with the feature `float8-0_7`."
                "f8e4m3" 4 3 448.0
            };
            F8E5M2 float8_0_7::F8E5M2 ["float8-0_7"] F8_E5M2 (f8e5m2 of_f8e5m2 0x7e) {
                "The upper half of a binary16; written with the feature `float8-0_7`."
                "f8e5m2" 5 2 57_344.0
            };
        }
    };
}
pub(crate) use elements;

/// Hands every integer and boolean type to a macro, after the tokens given, in rows: its variant of
/// [`DType`], its Rust type, its name in safetensors, and its documentation.
macro_rules! integers {
    ($table:ident $($before:tt)*) => {
        $table! { $($before)* integers {
            I8 i8 I8 "8 bits, signed.";
            I16 i16 I16 "16 bits, signed.";
            I32 i32 I32 "32 bits, signed.";
            I64 i64 I64 "64 bits, signed.";
            U8 u8 U8 "8 bits, unsigned.";
            U16 u16 U16 "16 bits, unsigned.";
            U32 u32 U32 "32 bits, unsigned.";
            U64 u64 U64 "64 bits, unsigned.";
            Bool bool BOOL "`false` or `true`, which count as 0 and 1.";
        } }
    };
}
pub(crate) use integers;

/// The value nearest to another, of a type with these bits; infinite where it is out of range.
macro_rules! nearest {
    ($value:ident f64) => {
        $value
    };
    ($value:ident ($round:ident $widen:ident $nan:literal)) => {
        match rounding::$widen(rounding::$round(($value as f32).to_bits())) {
            // The type has no infinite value to report it with.
            beyond if beyond.is_nan() => f64::INFINITY.copysign($value),
            stored => stored,
        }
    };
}

/// The smallest and the largest value of an integer type.
macro_rules! range_of {
    (bool) => {
        (0, 1)
    };
    ($integer:ident) => {
        ($integer::MIN as i128, $integer::MAX as i128)
    };
}

macro_rules! types {
    (floats {$(
        $variant:ident $rust:path [$($feature:literal)?] $file:ident $bits:tt
        { $doc:literal $name:literal $exponent:literal $mantissa:literal $largest:expr };
    )*} integers {$(
        $integer:ident $number:ident $stored:ident $text:literal;
    )*}) => {
        /// The type of a tensor's elements.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum DType {
            $(#[doc = $doc] $variant,)*
            $(#[doc = $text] $integer,)*
            /// Complex numbers of two binary32: the real part, then the imaginary one.
            C64,
            /// Complex numbers of two binary64.
            C128,
            /// A type that the engine cannot write, by its library's name; planning refuses it.
            Other(&'static str),
        }

        impl DType {
            /// The types that the engine can write.
            #[cfg(any(feature = "serde", feature = "safetensors-0_8"))]
            const ALL: &[Self] = &[$(Self::$variant,)* $(Self::$integer),*];

            /// A value as an element of this type stores it: infinite where it is out of range, or
            /// where an integer has no such fraction.
            pub(crate) fn stored(self, value: f64) -> f64 {
                match self {
                    _ if !value.is_finite() => value,
                    $(Self::$variant => nearest!(value $bits),)*
                    $(Self::$integer => match whole(value) {
                        Some(number) if self.holds_integer(number) => value,
                        _ => f64::INFINITY.copysign(value),
                    },)*
                    Self::C64 | Self::C128 => self.part().stored(value),
                    Self::Other(_) => value,
                }
            }

            /// The smallest and the largest value, where the elements are integers or booleans.
            pub(crate) fn integer_range(self) -> Option<(i128, i128)> {
                match self {
                    $(Self::$integer => Some(range_of!($number)),)*
                    _ => None,
                }
            }

            /// How many bytes an integer or boolean has: the first of a wider one in two's
            /// complement, little-endian.
            pub(crate) fn integer_size(self) -> usize {
                match self {
                    $(Self::$integer => size_of::<$number>(),)*
                    _ => 0,
                }
            }

            /// The largest float.
            pub(crate) fn largest(self) -> f64 {
                match self.part() {
                    $(Self::$variant => $largest,)*
                    _ => f64::MAX,
                }
            }

            /// How many bits the exponent and the mantissa of a float have.
            fn precision(self) -> Option<(u32, u32)> {
                match self {
                    $(Self::$variant => Some(($exponent, $mantissa)),)*
                    _ => None,
                }
            }

            /// The feature without which this build cannot write the type.
            pub(crate) fn missing_feature(self) -> Option<&'static str> {
                match self {
                    $($(#[cfg(not(feature = $feature))] Self::$variant => Some($feature),)?)*
                    _ => None,
                }
            }

            fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)*
                    $(Self::$integer => stringify!($number),)*
                    Self::C64 => "c64",
                    Self::C128 => "c128",
                    Self::Other(name) => name,
                }
            }
        }
    };
}
macro_rules! all_types {
    ($($floats:tt)*) => {
        integers!(types floats { $($floats)* });
    };
}
elements!(all_types);

/// The integer that a value is.
pub(crate) fn whole(value: f64) -> Option<i128> {
    // Beyond 2^64 no type holds it.
    (value.abs() <= u64::MAX as f64 && value as i128 as f64 == value).then_some(value as i128)
}

impl DType {
    /// Returns true if the elements are integers or booleans, which take one value or a function of
    /// the index, and which no optimizer trains.
    ///
    /// ```
    /// use init_core::tensor::DType;
    ///
    /// assert!(DType::I64.is_integer() && DType::Bool.is_integer());
    /// assert!(!DType::F32.is_integer());
    /// ```
    pub fn is_integer(self) -> bool {
        self.integer_range().is_some()
    }

    /// Returns true if the elements are complex numbers, each of two values: its real and its imaginary
    /// part.
    ///
    /// ```
    /// use init_core::tensor::DType;
    ///
    /// assert!(DType::C64.is_complex() && !DType::F64.is_complex());
    /// ```
    pub fn is_complex(self) -> bool {
        self.part() != self
    }

    /// The type of the real and of the imaginary part of complex numbers; of other numbers their own.
    pub(crate) fn part(self) -> Self {
        match self {
            Self::C64 => Self::F32,
            Self::C128 => Self::F64,
            _ => self,
        }
    }

    /// The type of complex numbers of two parts.
    #[cfg(feature = "safetensors-0_8")]
    pub(crate) fn complex(part: Self) -> Self {
        if part == Self::F32 {
            Self::C64
        } else {
            Self::C128
        }
    }

    /// Whether the elements are integers or booleans that can be this one.
    pub(crate) fn holds_integer(self, value: i128) -> bool {
        (self.integer_range()).is_some_and(|(least, most)| (least..=most).contains(&value))
    }

    /// The bytes of an element; `None` for a type that only its library knows.
    ///
    /// ```
    /// use init_core::tensor::DType;
    ///
    /// assert_eq!((DType::Bf16.size(), DType::I64.size()), (Some(2), Some(8)));
    /// ```
    pub fn size(self) -> Option<u8> {
        if self.is_complex() {
            return self.part().size().map(|part| 2 * part);
        }
        match (self.precision(), self.integer_size()) {
            // The sign has a bit too.
            (Some((exponent, mantissa)), _) => Some(((1 + exponent + mantissa) / 8) as u8),
            (None, 0) => None,
            (None, size) => Some(size as u8),
        }
    }

    /// The type of a name, of those that the engine can write.
    #[cfg(feature = "serde")]
    pub(crate) fn named(name: &str) -> Option<Self> {
        let all = Self::ALL.iter().chain(&[Self::C64, Self::C128]);
        all.copied().find(|dtype| dtype.name() == name)
    }

    /// The names of the types that the engine can write, each between two quotes.
    #[cfg(any(feature = "serde", feature = "safetensors-0_8"))]
    pub(crate) fn names(quote: &str) -> alloc::string::String {
        let quoted = |dtype: &Self| alloc::format!("{quote}{dtype}{quote}");
        let names: alloc::vec::Vec<_> = Self::ALL.iter().map(quoted).collect();
        init_grammar::listed(&names)
    }

    /// The type in which its values are computed, before they are rounded once.
    pub(crate) fn computed(self) -> Self {
        if self.is_narrow() { Self::F32 } else { self }
    }

    fn is_narrow(self) -> bool {
        (self.precision()).is_some_and(|(exponent, mantissa)| exponent + mantissa < 31)
    }

    /// Whether it holds every value of another type exactly. A float does not stand for an integer.
    #[cfg(feature = "safetensors-0_8")]
    pub(crate) fn holds(self, other: Self) -> bool {
        if let Some((least, most)) = other.integer_range() {
            return self.holds_integer(least) && self.holds_integer(most);
        }
        let (Some(own), Some(other)) = (self.precision(), other.precision()) else {
            return false;
        };
        own.0 >= other.0 && own.1 >= other.1
    }
}

impl fmt::Display for DType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}
