//! The options that tell what the axes of a tensor are.

use alloc::borrow::Cow;
use alloc::vec::Vec;

use super::MupRole;

/// The options of a parameter that give its axes their roles.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct AxisOptions<'a> {
    pub(crate) layout: Option<Cow<'a, str>>,
    pub(crate) groups: Option<usize>,
    /// The number of parts, or the lengths of several along `o`.
    pub(crate) split: Option<Vec<usize>>,
    pub(crate) fan_in: Option<f64>,
    pub(crate) fan_out: Option<f64>,
    /// The indices along `o` whose values are 0.
    pub(crate) padding: Option<Vec<usize>>,
    /// True for a table whose rows are looked up.
    pub(crate) embedding: bool,
    pub(crate) mup: Option<MupRole>,
    pub(crate) base_fan_in: Option<f64>,
    pub(crate) base_fan_out: Option<f64>,
}

impl AxisOptions<'_> {
    /// These options, and for those that are not given the others.
    pub(crate) fn or(&self, others: &Self) -> Self {
        Self {
            layout: self.layout.as_ref().or(others.layout.as_ref()).cloned(),
            groups: self.groups.or(others.groups),
            split: self.split.as_ref().or(others.split.as_ref()).cloned(),
            fan_in: self.fan_in.or(others.fan_in),
            fan_out: self.fan_out.or(others.fan_out),
            padding: self.padding.as_ref().or(others.padding.as_ref()).cloned(),
            embedding: self.embedding || others.embedding,
            mup: self.mup.or(others.mup),
            base_fan_in: self.base_fan_in.or(others.base_fan_in),
            base_fan_out: self.base_fan_out.or(others.base_fan_out),
        }
    }
}
