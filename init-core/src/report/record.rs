//! The report in serde's data model. The names of these fields are the format, which the
//! documentation of [`Report`] describes.

use alloc::format;
use alloc::string::String;

use serde::ser::SerializeStruct;
use serde::{Serialize, Serializer};

use super::{Measurement, Report};
use crate::number::json_number;
use crate::show::text_table::json_lines;

/// The version of the format.
const VERSION: u32 = 1;

#[derive(Serialize)]
struct MeasurementRecord<'m> {
    path: &'m str,
    count: usize,
    #[serde(with = "json_number")]
    mean: f64,
    #[serde(with = "json_number")]
    std: f64,
    #[serde(with = "json_number")]
    min: f64,
    #[serde(with = "json_number")]
    max: f64,
    nan_count: usize,
    infinite_count: usize,
    hash: String,
    deviation: Option<DeviationRecord>,
}

#[derive(Serialize)]
struct DeviationRecord {
    #[serde(with = "json_number")]
    mean: f64,
    #[serde(with = "json_number")]
    spread: f64,
}

impl Serialize for Measurement {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        MeasurementRecord {
            path: self.path(),
            count: self.count(),
            mean: self.mean(),
            std: self.std(),
            min: self.min(),
            max: self.max(),
            nan_count: self.nan_count(),
            infinite_count: self.infinite_count(),
            hash: format!("{:016x}", self.hash()),
            deviation: self.deviation().map(|deviation| DeviationRecord {
                mean: deviation.mean(),
                spread: deviation.spread(),
            }),
        }
        .serialize(serializer)
    }
}

impl Serialize for Report {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut record = serializer.serialize_struct("Report", 3)?;
        record.serialize_field("version", &VERSION)?;
        record.serialize_field("hash", &format!("{:016x}", self.hash()))?;
        record.serialize_field("entries", &self.entries)?;
        record.end()
    }
}

impl Report {
    /// The report as JSON, one parameter a line, in the format of [`Report`].
    ///
    /// # Errors
    /// None that a report is known to cause; those of `serde_json`.
    pub fn to_json(&self) -> Result<String, serde_json::Error> {
        Ok(format!(
            "{{\n\"version\": {VERSION},\n\"hash\": \"{:016x}\",\n\"entries\": {}\n}}\n",
            self.hash(),
            json_lines(&self.entries)?
        ))
    }
}
