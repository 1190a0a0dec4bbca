//! The fans that follow from the axes of a tensor.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use init_grammar::{Rank, message};

use super::{Axes, Fans, shown};
use crate::error::{ErrorKind, Problem};

impl Axes {
    /// The fans, for the initializer `name`: those of one part of `split`, or of all on average.
    pub(crate) fn fans(&self, name: &str, part: Option<usize>) -> Result<Fans, Problem> {
        let given = self.given();
        if let (Some(fan_in), Some(fan_out)) = (given.fan_in, given.fan_out) {
            return Ok(Fans { fan_in, fan_out });
        }
        let Some((output, input, field)) = self.weight() else {
            let found = format!("found shape {}", shown(&self.shape));
            let message = message::needs_axes(name, Rank::Fans, &found);
            return Err(Problem::of(ErrorKind::Rank, message));
        };
        let field: f64 = field.iter().map(|&length| length as f64).product();
        let (input, output) = (input as f64, output as f64);
        if given.embedding {
            return Ok(Fans {
                fan_in: given.fan_in.unwrap_or(1.0),
                fan_out: given.fan_out.unwrap_or(input * field),
            });
        }
        let groups = given.groups.unwrap_or(1) as f64;
        let (in_groups, out_groups) = if self.is_transposed() {
            (groups, 1.0)
        } else {
            (1.0, groups)
        };
        let per_group = output / out_groups;
        let per_part = match (given.split.as_deref(), part) {
            (None, _) => per_group,
            (Some([split]), _) => per_group / *split as f64,
            (Some(widths), Some(part)) => widths[part] as f64 / out_groups,
            (Some(widths), None) => per_group / widths.len() as f64,
        };
        Ok(Fans {
            fan_in: given.fan_in.unwrap_or(input / in_groups * field),
            fan_out: given.fan_out.unwrap_or(per_part * field),
        })
    }

    /// The derivation of the fans: `i 64 · field 3·3 / groups 32`, for the fan in and for the fan
    /// out.
    pub(crate) fn explain_fans(&self) -> Option<[String; 2]> {
        let options = self.given();
        let given = |fan: Option<f64>| fan.map(|fan| format!("{fan}, as given"));
        let (fan_in, fan_out) = (given(options.fan_in), given(options.fan_out));
        if let (Some(fan_in), Some(fan_out)) = (&fan_in, &fan_out) {
            return Some([fan_in.clone(), fan_out.clone()]);
        }
        let (output, input, field) = self.weight()?;
        let lengths: Vec<String> = field.iter().map(ToString::to_string).collect();
        let field = if lengths.is_empty() {
            String::new()
        } else {
            format!(" · field {}", lengths.join("·"))
        };
        if options.embedding {
            return Some([
                fan_in.unwrap_or_else(|| "1, since a row is looked up".into()),
                fan_out.unwrap_or_else(|| format!("i {input}{field}")),
            ]);
        }
        let groups = options.groups;
        let groups = groups.map_or_else(String::new, |groups| format!(" / groups {groups}"));
        let (in_groups, out_groups) = if self.is_transposed() {
            (groups.as_str(), "")
        } else {
            ("", groups.as_str())
        };
        let split = match options.split.as_deref() {
            None => String::new(),
            Some([split]) => format!(" / split {split}"),
            Some(widths) => format!(" / split {}", widths.len()),
        };
        let apart = match options.split.as_deref() {
            Some(widths @ [_, _, ..]) => format!(", for each part by its own {widths:?}"),
            _ => String::new(),
        };
        Some([
            fan_in.unwrap_or_else(|| format!("i {input}{in_groups}{field}")),
            fan_out.unwrap_or_else(|| format!("o {output}{out_groups}{split}{field}{apart}")),
        ])
    }
}
