//! The plan as serde sees it. The names of these fields are the format, which the documentation
//! of [`Plan`] describes.

mod json;

use alloc::borrow::Cow;
use alloc::boxed::Box;
use alloc::collections::BTreeSet;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::sync::Arc;
use alloc::vec::Vec;

use init_grammar::short;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::source::{Choice, Chosen};
use super::{Entry, Follows, Part, Plan, Sharded};
use crate::dtype::DType;
use crate::error::{ErrorKind, Problem};
use crate::law::Law;
use crate::number::json_number;
use crate::tensor::{Axes, AxisOptions, Fans, MupRole, Roles, Shard};

/// The version of the format.
const VERSION: u32 = 1;

/// Reads and writes a type as its record.
macro_rules! as_record {
    ($($data:ident as $record:ident;)*) => {$(
        impl Serialize for $data {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                $record::from(self.clone()).serialize(serializer)
            }
        }

        impl<'de> Deserialize<'de> for $data {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                $record::deserialize(deserializer)?
                    .try_into()
                    .map_err(serde::de::Error::custom)
            }
        }
    )*};
}
as_record! {
    Plan as PlanRecord;
    Entry as EntryRecord;
}

#[derive(Serialize, Deserialize)]
struct PlanRecord {
    version: u32,
    entries: Vec<Entry>,
    kept: BTreeSet<String>,
    warnings: Vec<Problem>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    values_of: Option<String>,
}

impl From<Plan> for PlanRecord {
    fn from(plan: Plan) -> Self {
        Self {
            version: VERSION,
            entries: plan.entries,
            kept: plan.kept,
            warnings: plan.warnings,
            values_of: plan.values_of,
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
            .help("store the plan again"));
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
            values_of: record.values_of,
        })
    }
}

/// A problem of a stored plan that is not valid.
fn wrong(message: impl Into<Cow<'static, str>>) -> Problem {
    Problem::new(ErrorKind::Custom, message)
}

#[derive(Serialize, Deserialize)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "the fields are those of the JSON"
)]
struct EntryRecord {
    path: String,
    module: Option<String>,
    stream: String,
    shape: Vec<usize>,
    dtype: String,
    axes: AxesRecord,
    initializer: String,
    #[serde(default, skip_serializing_if = "core::ops::Not::not")]
    composed: bool,
    chosen_by: Chosen,
    overruled: Vec<Chosen>,
    #[serde(default)]
    options_by: Vec<Chosen>,
    counts_fans: bool,
    fans: Option<FansRecord>,
    law: Law,
    rehearsed: bool,
    buffer: bool,
    aliases: Vec<String>,
    #[serde(default)]
    follows: Option<Follows>,
    #[serde(default)]
    part: Option<Part>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    shard: Option<Shard>,
}

#[derive(Serialize, Deserialize)]
struct AxesRecord {
    order: Vec<usize>,
    stacked: usize,
    #[serde(default = "one", skip_serializing_if = "is_one")]
    outputs: u8,
    #[serde(default = "one", skip_serializing_if = "is_one")]
    inputs: u8,
    transposed: bool,
    groups: Option<usize>,
    split: Option<SplitRecord>,
    #[serde(with = "json_number")]
    fan_in: Option<f64>,
    #[serde(with = "json_number")]
    fan_out: Option<f64>,
    #[serde(default)]
    padding: Option<Vec<usize>>,
    #[serde(default, skip_serializing_if = "core::ops::Not::not")]
    embedding: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    mup: Option<MupRecord>,
}

/// The number of fused weights, or their lengths.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum SplitRecord {
    Count(usize),
    Lengths(Vec<usize>),
}

/// The role in muP, and the fans at the base width.
#[derive(Serialize, Deserialize)]
struct MupRecord {
    role: String,
    #[serde(with = "json_number")]
    base_fan_in: Option<f64>,
    #[serde(with = "json_number")]
    base_fan_out: Option<f64>,
}

fn one() -> u8 {
    1
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it")]
fn is_one(number: &u8) -> bool {
    *number == 1
}

/// Numbers that follow from the axes: for readers.
#[derive(Serialize, Deserialize)]
#[expect(clippy::struct_field_names, reason = "they are the keys of the format")]
struct FansRecord {
    #[serde(with = "json_number")]
    fan_in: f64,
    #[serde(with = "json_number")]
    fan_out: f64,
    fan_in_why: String,
    fan_out_why: String,
}

impl From<Entry> for EntryRecord {
    fn from(entry: Entry) -> Self {
        let choice = Choice::clone(&entry.choice);
        Self {
            fans: fans(&entry),
            axes: AxesRecord::from(&entry.axes),
            law: entry.law,
            stream: format!("{:016x}", entry.stream),
            dtype: entry.dtype.to_string(),
            path: entry.path,
            module: entry.module.map(Cow::into_owned),
            shape: entry.axes.tensor_shape().to_vec(),
            initializer: choice.initializer,
            composed: choice.composed,
            chosen_by: choice.chosen_by,
            overruled: choice.overruled,
            options_by: choice.options_by,
            counts_fans: entry.counts_fans,
            rehearsed: entry.rehearse,
            buffer: entry.buffer,
            aliases: entry.aliases,
            follows: entry.follows.map(|follows| *follows),
            part: entry.part.map(|part| *part),
            shard: entry.sharded.map(|sharded| sharded.shard),
        }
    }
}

fn fans(entry: &Entry) -> Option<FansRecord> {
    let Fans { fan_in, fan_out } = entry.fans()?;
    let [fan_in_why, fan_out_why] = entry.axes.explain_fans()?;
    Some(FansRecord {
        fan_in,
        fan_out,
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
                "`stream` is not a number of 16 hexadecimal digits: {:?}",
                short(&record.stream)
            ))
        })?;
    let dtype = DType::named(&record.dtype).ok_or_else(|| {
        let types = DType::names("\"");
        wrong(format!("unknown `dtype` {:?}", short(&record.dtype)))
            .note(format!("the types are {types}"))
    })?;
    record.law.check(dtype)?;
    let axes = record.axes.read(&record.shape)?;
    let sharded = record.shard.map(|shard| {
        let cut = shard.part(&record.shape)?.cut(&axes, dtype);
        Ok::<_, Problem>(Box::new(Sharded { shard, cut }))
    });
    let axes = axes.of_elements(dtype);
    let entry = Entry {
        sharded: sharded.transpose()?,
        axes,
        path: record.path,
        module: record.module.map(Cow::Owned),
        stream,
        dtype,
        choice: Arc::new(Choice {
            initializer: record.initializer,
            composed: record.composed,
            chosen_by: record.chosen_by,
            overruled: record.overruled,
            options_by: record.options_by,
        }),
        counts_fans: record.counts_fans,
        law: record.law,
        rehearse: record.rehearsed,
        buffer: record.buffer,
        aliases: record.aliases,
        follows: record.follows.map(Box::new),
        part: record.part.map(Box::new),
    };
    let stored = record.fans.map(|fans| Fans {
        fan_in: fans.fan_in,
        fan_out: fans.fan_out,
    });
    if stored != entry.fans() {
        return Err(wrong("`fans` are not those of `shape` and `axes`"));
    }
    Ok(entry)
}

impl From<&Axes> for AxesRecord {
    fn from(axes: &Axes) -> Self {
        let (roles, options) = (axes.roles(), axes.options().1);
        Self {
            order: axes.tensor_order(),
            stacked: roles.stacked,
            outputs: roles.outputs,
            inputs: roles.inputs,
            transposed: roles.transposed,
            groups: options.groups,
            split: options.split.clone().map(|split| match *split {
                [count] => SplitRecord::Count(count),
                _ => SplitRecord::Lengths(split),
            }),
            embedding: options.embedding,
            mup: options.mup.map(|role| MupRecord {
                role: role.name().into(),
                base_fan_in: options.base_fan_in,
                base_fan_out: options.base_fan_out,
            }),
            fan_in: options.fan_in,
            fan_out: options.fan_out,
            padding: options.padding.clone(),
        }
    }
}

impl AxesRecord {
    fn read(self, shape: &[usize]) -> Result<Axes, Problem> {
        let roles = Roles {
            stacked: self.stacked,
            outputs: self.outputs,
            inputs: self.inputs,
            transposed: self.transposed,
        };
        let mup = self.mup.map(MupRecord::read).transpose()?;
        let options = AxisOptions {
            layout: None,
            groups: self.groups,
            split: self.split.map(|split| match split {
                SplitRecord::Count(count) => alloc::vec![count],
                SplitRecord::Lengths(lengths) => lengths,
            }),
            embedding: self.embedding,
            mup: mup.map(|(role, ..)| role),
            base_fan_in: mup.and_then(|(_, base, _)| base),
            base_fan_out: mup.and_then(|(_, _, base)| base),
            fan_in: self.fan_in,
            fan_out: self.fan_out,
            padding: self.padding,
        };
        Axes::stored(shape, &self.order, roles, &options)
    }
}

impl MupRecord {
    fn read(self) -> Result<(MupRole, Option<f64>, Option<f64>), Problem> {
        let roles = [MupRole::Input, MupRole::Hidden, MupRole::Output];
        let role = roles.into_iter().find(|role| role.name() == self.role);
        let role =
            role.ok_or_else(|| wrong(format!("unknown role in muP {:?}", short(&self.role))))?;
        Ok((role, self.base_fan_in, self.base_fan_out))
    }
}
