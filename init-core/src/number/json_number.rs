//! Numbers in serde's formats, `#[serde(with = "json_number")]`: in formats for people, those that
//! JSON lacks are the strings "inf", "-inf" and "nan". NaN is not read back, since no plan holds
//! one.

use core::fmt;

use serde::de::{Error, Unexpected, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A number, or several, as a record holds them.
pub(crate) trait Recorded: Copy {
    type Record: Serialize + for<'de> Deserialize<'de>;

    fn record(self) -> Self::Record;

    fn recorded(record: Self::Record) -> Self;
}

impl Recorded for f64 {
    type Record = Number;

    fn record(self) -> Number {
        Number(self)
    }

    fn recorded(record: Number) -> Self {
        record.0
    }
}

impl Recorded for (f64, f64) {
    type Record = (Number, Number);

    fn record(self) -> Self::Record {
        (self.0.record(), self.1.record())
    }

    fn recorded((first, second): Self::Record) -> Self {
        (first.0, second.0)
    }
}

impl<T: Recorded> Recorded for Option<T> {
    type Record = Option<T::Record>;

    fn record(self) -> Self::Record {
        self.map(T::record)
    }

    fn recorded(record: Self::Record) -> Self {
        record.map(T::recorded)
    }
}

pub(crate) fn serialize<T: Recorded, S: Serializer>(
    value: &T,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    value.record().serialize(serializer)
}

pub(crate) fn deserialize<'de, T: Recorded, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<T, D::Error> {
    T::Record::deserialize(deserializer).map(T::recorded)
}

/// One number.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Number(f64);

impl Serialize for Number {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.0.is_finite() || !serializer.is_human_readable() {
            return serializer.serialize_f64(self.0);
        }
        serializer.serialize_str(if self.0.is_nan() {
            "nan"
        } else if self.0 > 0.0 {
            "inf"
        } else {
            "-inf"
        })
    }
}

impl<'de> Deserialize<'de> for Number {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        if deserializer.is_human_readable() {
            deserializer.deserialize_any(NumberVisitor)
        } else {
            deserializer.deserialize_f64(NumberVisitor)
        }
    }
}

struct NumberVisitor;

impl Visitor<'_> for NumberVisitor {
    type Value = Number;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a number, \"inf\" or \"-inf\"")
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Number, E> {
        if value.is_nan() {
            return Err(E::invalid_value(Unexpected::Float(value), &self));
        }
        Ok(Number(value))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Number, E> {
        Ok(Number(value as f64))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Number, E> {
        Ok(Number(value as f64))
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Number, E> {
        match value {
            "inf" => Ok(Number(f64::INFINITY)),
            "-inf" => Ok(Number(f64::NEG_INFINITY)),
            _ => Err(E::invalid_value(Unexpected::Str(value), &self)),
        }
    }
}
