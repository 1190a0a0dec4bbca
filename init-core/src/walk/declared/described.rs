//! A declaration in the words of an attribute.

use alloc::format;
use alloc::string::{String, ToString};
use core::fmt;

use super::{Declared, Role};
use crate::initializer::Initializer;
use crate::tensor::indices_shown;

impl Declared<'_> {
    /// The initializer and what divides its values, in the words of an attribute.
    pub(crate) fn describe_values(&self) -> String {
        let text = self.initializer.map(Initializer::describe);
        let text = text.unwrap_or_else(|| "parameter".into());
        match self.depth_scaling {
            Some(depth_scaling) => format!("{text}, depth_scaling = {:?}", depth_scaling.name()),
            None => text,
        }
    }

    /// The declaration in the words of an attribute.
    pub fn describe(&self) -> String {
        let mut text = self.describe_values();
        let number = |number: Option<f64>| number.map(|number| number.to_string());
        let count = |count: Option<usize>| count.map(|count| count.to_string());
        let options = [
            (
                "layout",
                self.axes.layout.as_ref().map(|l| format!("{l:?}")),
            ),
            ("groups", count(self.axes.groups)),
            ("split", self.axes.split.as_deref().map(indices_shown)),
            ("fan_in", number(self.axes.fan_in)),
            ("fan_out", number(self.axes.fan_out)),
            (
                "padding_index",
                self.axes.padding.as_deref().map(indices_shown),
            ),
            (
                "mup",
                self.axes.mup.map(|role| format!("{:?}", role.name())),
            ),
            ("base_fan_in", number(self.axes.base_fan_in)),
            ("base_fan_out", number(self.axes.base_fan_out)),
            ("shape", self.shape.as_ref().map(|s| format!("{s:?}"))),
            ("shard", self.shard.as_ref().map(ToString::to_string)),
        ];
        for (key, value) in options {
            if let Some(value) = value {
                text = format!("{text}, {key} = {value}");
            }
        }
        if self.axes.embedding {
            text.push_str(", embedding");
        }
        text.push_str(match self.role {
            Role::Parameter => "",
            Role::Buffer => ", buffer",
            Role::Transient => ", transient",
        });
        text
    }
}

impl fmt::Debug for Declared<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Declared({})", self.describe())
    }
}
