//! What a role in muP makes of the fans and of the values of a tensor.

use alloc::format;

use super::{Axes, Fans, MupRole};
use crate::error::{ErrorKind, Problem};
use crate::number::arithmetic::sqrt64;

impl Axes {
    /// The fans at the base width, where the field has a role: those of its own shape otherwise.
    pub(super) fn at_base_width(&self, fans: Fans) -> Fans {
        let given = self.given();
        if given.mup.is_none() {
            return fans;
        }
        Fans {
            fan_in: given.base_fan_in.unwrap_or(fans.fan_in),
            fan_out: given.base_fan_out.unwrap_or(fans.fan_out),
        }
    }

    /// The number that all values are divided by at this width.
    pub(crate) fn width_divisor(&self) -> Result<Option<f64>, Problem> {
        let given = self.given();
        let (key, base) = match given.mup {
            None if given.base_fan_in.is_some() => return Err(without_role("base_fan_in")),
            None if given.base_fan_out.is_some() => return Err(without_role("base_fan_out")),
            None => return Ok(None),
            Some(MupRole::Input) => ("base_fan_out", given.base_fan_out),
            Some(MupRole::Hidden | MupRole::Output) => ("base_fan_in", given.base_fan_in),
        };
        let (Some(role), Some(base)) = (given.mup, base) else {
            let role = given.mup.map_or("", MupRole::name);
            let text = format!("`mup = \"{role}\"` needs `{key}`, the fan at the base width");
            let help = format!("write e.g. `{key} = 256`");
            return Err(Problem::new(ErrorKind::Argument, text).help(help));
        };
        if role != MupRole::Hidden {
            return Ok(Some(1.0));
        }
        Ok(Some(sqrt64(self.fans("mup", None)?.fan_in / base)))
    }
}

fn without_role(key: &str) -> Problem {
    let text =
        format!("`{key}` is a fan at the base width of muP, but the field has no role in it");
    Problem::new(ErrorKind::Argument, text)
        .help("write `mup = \"hidden\"`, `\"input\"` or `\"output\"` beside it, or leave it out")
}
