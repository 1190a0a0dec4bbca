//! The plan as serde sees it. The names of these fields are the format, which the documentation
//! of [`Plan`] describes.

mod json;

use alloc::borrow::Cow;
use alloc::collections::BTreeSet;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::sync::Arc;
use alloc::vec::Vec;

use serde::{Deserialize, Serialize};

use super::{Chosen, Entry, Plan, Source};
use crate::axes::{Axes, AxisOptions};
use crate::number::Number;
use crate::{DType, ErrorKind, Fans, Law, Problem};

/// The version of the format.
const VERSION: u32 = 1;

#[derive(Serialize, Deserialize)]
pub(super) struct PlanRecord {
    version: u32,
    entries: Vec<Entry>,
    kept: BTreeSet<String>,
    warnings: Vec<Problem>,
}

impl From<Plan> for PlanRecord {
    fn from(plan: Plan) -> Self {
        Self {
            version: VERSION,
            entries: plan.entries,
            kept: plan.kept,
            warnings: plan.warnings,
        }
    }
}

impl TryFrom<PlanRecord> for Plan {
    type Error = Problem;

    fn try_from(record: PlanRecord) -> Result<Self, Problem> {
        if record.version != VERSION {
            return Err(wrong(format!(
                "the plan has version {} of the format, and this version of init-core reads {VERSION}",
                record.version
            ))
            .help("store the plan anew"));
        }
        let mut paths: BTreeSet<&str> = record.kept.iter().map(String::as_str).collect();
        let mut streams = BTreeSet::new();
        for entry in &record.entries {
            if !paths.insert(&entry.path) {
                return Err(wrong("the plan has this path twice").at(&entry.path));
            }
            if !streams.insert(entry.stream) {
                return Err(wrong("another entry has its stream").at(&entry.path));
            }
        }
        Ok(Self {
            entries: record.entries,
            kept: record.kept,
            warnings: record.warnings,
        })
    }
}

/// A stored plan that is none.
fn wrong(message: impl Into<Cow<'static, str>>) -> Problem {
    Problem::new(ErrorKind::Custom, message)
}

#[derive(Serialize, Deserialize)]
pub(super) struct EntryRecord {
    path: String,
    module: Option<String>,
    stream: String,
    shape: Vec<usize>,
    dtype: String,
    axes: AxesRecord,
    initializer: String,
    source: Source,
    overruled: Vec<Source>,
    counts_fans: bool,
    fans: Option<FansRecord>,
    law: LawRecord,
    rehearsed: bool,
    buffer: bool,
    aliases: Vec<String>,
}

#[derive(Serialize, Deserialize)]
struct AxesRecord {
    order: Vec<usize>,
    stacked: usize,
    transposed: bool,
    groups: Option<usize>,
    split: Option<usize>,
    fan_in: Option<Number>,
    fan_out: Option<Number>,
}

/// What follows from the axes: for readers.
#[derive(Serialize, Deserialize)]
#[expect(clippy::struct_field_names, reason = "they are the keys of the format")]
struct FansRecord {
    fan_in: Number,
    fan_out: Number,
    fan_in_why: String,
    fan_out_why: String,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum LawRecord {
    Constant {
        value: Number,
    },
    Uniform {
        low: Number,
        high: Number,
    },
    Normal {
        mean: Number,
        std: Number,
    },
    TruncatedNormal {
        mean: Number,
        std: Number,
        low: Number,
        high: Number,
    },
    Made {
        moments: Option<(Number, Number)>,
        largest: Option<Number>,
    },
    Drawn {},
    Poison {},
}

impl From<Entry> for EntryRecord {
    fn from(entry: Entry) -> Self {
        let chosen = Chosen::clone(&entry.chosen);
        Self {
            fans: fans(&entry),
            axes: AxesRecord::from(&entry.axes),
            law: LawRecord::from(&entry.law),
            stream: format!("{:016x}", entry.stream),
            dtype: entry.dtype.to_string(),
            path: entry.path,
            module: entry.module.map(Cow::into_owned),
            shape: entry.axes.own_shape().to_vec(),
            initializer: chosen.initializer,
            source: chosen.source,
            overruled: chosen.overruled,
            counts_fans: entry.counts_fans,
            rehearsed: entry.rehearse,
            buffer: entry.buffer,
            aliases: entry.aliases,
        }
    }
}

fn fans(entry: &Entry) -> Option<FansRecord> {
    let Fans { fan_in, fan_out } = entry.fans()?;
    let [fan_in_why, fan_out_why] = entry.axes.explain_fans()?;
    Some(FansRecord {
        fan_in: Number(fan_in),
        fan_out: Number(fan_out),
        fan_in_why,
        fan_out_why,
    })
}

impl TryFrom<EntryRecord> for Entry {
    type Error = Problem;

    fn try_from(record: EntryRecord) -> Result<Self, Problem> {
        let path = record.path.clone();
        read(record).map_err(|problem| problem.at(&path))
    }
}

fn read(record: EntryRecord) -> Result<Entry, Problem> {
    let stream = Some(&record.stream)
        .filter(|digits| digits.len() == 16 && !digits.starts_with('+'))
        .and_then(|digits| u64::from_str_radix(digits, 16).ok())
        .ok_or_else(|| {
            wrong(format!(
                "`stream` is no number of 16 hexadecimal digits: {:?}",
                record.stream
            ))
        })?;
    let dtype = match &*record.dtype {
        "f32" => DType::F32,
        "f64" => DType::F64,
        "f16" => DType::F16,
        "bf16" => DType::Bf16,
        "f8e4m3" => DType::F8E4M3,
        "f8e5m2" => DType::F8E5M2,
        other => {
            return Err(wrong(format!("unknown `dtype` {other:?}")).note(
                "the types are \"f32\", \"f64\", \"f16\", \"bf16\", \"f8e4m3\" and \"f8e5m2\"",
            ));
        }
    };
    let law = Law::from(record.law);
    law.check(dtype)?;
    let entry = Entry {
        axes: record.axes.read(&record.shape)?,
        path: record.path,
        module: record.module.map(Cow::Owned),
        stream,
        dtype,
        chosen: Arc::new(Chosen {
            initializer: record.initializer,
            source: record.source,
            overruled: record.overruled,
        }),
        counts_fans: record.counts_fans,
        law,
        rehearse: record.rehearsed,
        buffer: record.buffer,
        aliases: record.aliases,
    };
    let stored = record.fans.map(|fans| Fans {
        fan_in: fans.fan_in.0,
        fan_out: fans.fan_out.0,
    });
    if stored != entry.fans() {
        return Err(wrong("`fans` are not those of `shape` and `axes`"));
    }
    Ok(entry)
}

impl From<&Axes> for AxesRecord {
    fn from(axes: &Axes) -> Self {
        let (transposed, options) = axes.options();
        Self {
            order: axes.order().into_owned(),
            stacked: axes.stacked,
            transposed,
            groups: options.groups,
            split: options.split,
            fan_in: options.fan_in.map(Number),
            fan_out: options.fan_out.map(Number),
        }
    }
}

impl AxesRecord {
    fn read(self, shape: &[usize]) -> Result<Axes, Problem> {
        let options = AxisOptions {
            layout: None,
            groups: self.groups,
            split: self.split,
            fan_in: self.fan_in.map(|fan| fan.0),
            fan_out: self.fan_out.map(|fan| fan.0),
        };
        Axes::stored(shape, self.order, self.stacked, self.transposed, &options)
    }
}

impl From<&Law> for LawRecord {
    fn from(law: &Law) -> Self {
        match *law {
            Law::Constant(value) => Self::Constant {
                value: Number(value),
            },
            Law::Uniform { low, high } => Self::Uniform {
                low: Number(low),
                high: Number(high),
            },
            Law::Normal { mean, std } => Self::Normal {
                mean: Number(mean),
                std: Number(std),
            },
            Law::TruncatedNormal {
                mean,
                std,
                low,
                high,
            } => Self::TruncatedNormal {
                mean: Number(mean),
                std: Number(std),
                low: Number(low),
                high: Number(high),
            },
            Law::Made { moments, largest } => Self::Made {
                moments: moments.map(|(mean, std)| (Number(mean), Number(std))),
                largest: largest.map(Number),
            },
            Law::Drawn => Self::Drawn {},
            Law::Poison => Self::Poison {},
        }
    }
}

impl From<LawRecord> for Law {
    fn from(record: LawRecord) -> Self {
        match record {
            LawRecord::Constant { value } => Self::Constant(value.0),
            LawRecord::Uniform { low, high } => Self::Uniform {
                low: low.0,
                high: high.0,
            },
            LawRecord::Normal { mean, std } => Self::Normal {
                mean: mean.0,
                std: std.0,
            },
            LawRecord::TruncatedNormal {
                mean,
                std,
                low,
                high,
            } => Self::TruncatedNormal {
                mean: mean.0,
                std: std.0,
                low: low.0,
                high: high.0,
            },
            LawRecord::Made { moments, largest } => Self::Made {
                moments: moments.map(|(mean, std)| (mean.0, std.0)),
                largest: largest.map(|largest| largest.0),
            },
            LawRecord::Drawn {} => Self::Drawn,
            LawRecord::Poison {} => Self::Poison,
        }
    }
}
