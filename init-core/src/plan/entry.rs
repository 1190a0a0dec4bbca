//! The plan's entry of one parameter.

use alloc::borrow::Cow;
use alloc::boxed::Box;
use alloc::format;
use alloc::string::String;
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::fmt;

use init_grammar::{Phrase, Site};

use super::source::{Choice, Chosen};
use super::{Follows, Part, Sharded};
use crate::dtype::DType;
use crate::law::{Law, described};
use crate::show::text_table::grouped;
use crate::tensor::{Axes, Fans, count, indices_shown};

/// The plan of one parameter. Displayed, it explains itself:
///
/// ```
/// use init_core::Initialize;
///
/// #[derive(Initialize)]
/// #[init(at = "**.weight", kaiming_normal, mode = "fan_out")]
/// struct Conv {
///     #[init(zeros, groups = 2)]
///     weight: [[[[f32; 3]; 3]; 4]; 8],
/// }
///
/// let plan = Conv { weight: [[[[0.0; 3]; 3]; 4]; 8] }.plan()?;
/// assert_eq!(plan.entries()[0].to_string(), "\
/// `weight`: f32 [8, 4, 3, 3], 288 values in a `Conv`
///   kaiming_normal, mode = \"fan_out\": std 0.2357
///   chosen by the rule `at = \"**.weight\"` of `Conv`
///   instead of `zeros`, which the field declares
///   fan_in 36 = i 4 · field 3·3
///   fan_out 36 = o 8 / groups 2 · field 3·3");
/// # Ok::<(), init_core::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    pub(crate) path: String,
    pub(crate) module: Option<Cow<'static, str>>,
    pub(crate) stream: u64,
    pub(crate) axes: Axes,
    pub(crate) dtype: DType,
    /// Shared by all parameters for which it is the same.
    pub(crate) choice: Arc<Choice>,
    /// True where the initializer counted fans.
    pub(crate) counts_fans: bool,
    pub(crate) law: Law,
    pub(crate) rehearse: bool,
    pub(crate) buffer: bool,
    pub(crate) aliases: Vec<String>,
    pub(crate) follows: Option<Box<Follows>>,
    pub(crate) part: Option<Box<Part>>,
    pub(crate) sharded: Option<Box<Sharded>>,
}

impl Entry {
    /// The path, e.g. `layers.0.weight`.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The type of the module that holds the parameter, e.g. `Linear`.
    pub fn module(&self) -> Option<&str> {
        self.module.as_deref()
    }

    /// The properties of the parameter that a rule can match, other than its path.
    pub(super) fn site(&self) -> Site<'_> {
        Site {
            module: self.module().unwrap_or_default(),
            rank: self.shape().len(),
        }
    }

    /// The stream: FNV-1a, 64 bits, of the path (with `stream` components instead of names).
    pub fn stream(&self) -> u64 {
        self.stream
    }

    /// The lengths of the axes, in the tensor's own order.
    pub fn shape(&self) -> &[usize] {
        self.axes.tensor_shape()
    }

    /// The number of values: a complex number has two.
    pub fn len(&self) -> usize {
        count(&self.axes.shape)
    }

    /// Returns true if there is nothing to write.
    pub fn is_empty(&self) -> bool {
        self.axes.shape.contains(&0)
    }

    /// The type of the elements.
    pub fn dtype(&self) -> DType {
        self.dtype
    }

    /// The initializer, in the words of an attribute.
    pub fn initializer(&self) -> &str {
        &self.choice.initializer
    }

    /// The word of the initializer, e.g. `kaiming_normal`.
    pub fn word(&self) -> &str {
        Phrase::new(self.initializer()).word()
    }

    /// The value of a key of the initializer, as in an attribute: empty for a flag, `None` where it is
    /// not given.
    pub fn key(&self, key: &str) -> Option<&str> {
        Phrase::new(self.initializer()).key(key)
    }

    /// Returns true if `scale`, `add` or `then` act on the values of the initializer.
    ///
    /// ```
    /// # use init_core::Initialize;
    /// #[derive(Initialize)]
    /// struct Layer {
    ///     #[init(kaiming_normal, mode = "fan_out", scale = 0.5)]
    ///     weight: [[f32; 4]; 8],
    /// }
    ///
    /// let plan = Layer { weight: [[0.0; 4]; 8] }.plan()?;
    /// let entry = &plan.entries()[0];
    /// assert_eq!(entry.word(), "kaiming_normal");
    /// assert_eq!(entry.key("mode"), Some("\"fan_out\""));
    /// assert!(entry.is_composed());
    /// # Ok::<(), init_core::Error>(())
    /// ```
    pub fn is_composed(&self) -> bool {
        self.choice.composed
    }

    /// The source of the initializer: the field's attribute, the default of a library, or a rule.
    pub fn chosen_by(&self) -> &Chosen {
        &self.choice.chosen_by
    }

    /// The sources of initializers that lost, the strongest first.
    pub fn overruled(&self) -> &[Chosen] {
        &self.choice.overruled
    }

    /// The rules that give options, such as `groups`, the strongest first.
    pub fn options_by(&self) -> &[Chosen] {
        &self.choice.options_by
    }

    /// The fans, where the tensor has at least two axes or the field declares them.
    pub fn fans(&self) -> Option<Fans> {
        self.axes.fans("", None).ok()
    }

    /// The law of the values that will be written; of complex numbers that of their parts, which have
    /// half the variance.
    pub fn law(&self) -> &Law {
        &self.law
    }

    /// Returns true if it is a buffer: initialized, but not counted as a parameter.
    pub fn is_buffer(&self) -> bool {
        self.buffer
    }

    /// The indices that a reset of a part writes, and their axis; `None` where it writes all values.
    pub fn part(&self) -> Option<(usize, impl Iterator<Item = usize> + '_)> {
        let part = self.part.as_ref()?;
        Some((part.axis, part.indices.iter().copied()))
    }

    /// The indices along the output axis whose values are 0, as in an attribute.
    pub(super) fn padding(&self) -> Option<String> {
        self.axes.options().1.padding.as_deref().map(indices_shown)
    }

    /// The initializer, with the part that is 0 whatever it gives.
    pub(super) fn initializer_and_padding(&self) -> Cow<'_, str> {
        match self.padding() {
            Some(padding) => format!("{}, padding_index = {padding}", self.initializer()).into(),
            None => self.initializer().into(),
        }
    }

    /// The parameter whose new values give this one's: `same_as` or `norm_of`.
    pub fn follows(&self) -> Option<&Follows> {
        self.follows.as_deref()
    }

    /// The other paths of a shared tensor, which is initialized once, under [`path`](Entry::path).
    pub fn aliases(&self) -> &[String] {
        &self.aliases
    }
}

impl fmt::Display for Entry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let noun = if self.buffer { "buffer" } else { "values" };
        write!(
            f,
            "`{}`: {} {:?}, {} {noun}",
            self.path,
            self.dtype,
            self.shape(),
            grouped(self.len())
        )?;
        if let Some(module) = &self.module {
            write!(f, " in a `{module}`")?;
        }
        write!(f, "\n  {}: {}", self.initializer(), described(&self.law))?;
        if self.dtype.is_complex() {
            f.write_str(" in the real and the imaginary part")?;
        }
        if let Some(padding) = self.padding() {
            write!(f, "\n  0 at index {padding} of `o`")?;
        }
        match self.chosen_by() {
            Chosen::Field { .. } => {}
            Chosen::Default { origin, .. } => write!(f, "\n  by default: {origin}")?,
            rule @ Chosen::Rule { .. } => write!(f, "\n  chosen by the {rule}")?,
        }
        for lost in self.overruled() {
            match lost {
                Chosen::Field { initializer } => {
                    write!(
                        f,
                        "\n  instead of `{initializer}`, which the field declares"
                    )?;
                }
                Chosen::Default {
                    initializer,
                    origin,
                } => write!(f, "\n  instead of `{initializer}`: {origin}")?,
                rule @ Chosen::Rule { .. } => write!(f, "\n  over the {rule}")?,
            }
        }
        for rule in self.options_by() {
            write!(f, "\n  with options of the {rule}")?;
        }
        if self.counts_fans
            && let Some(fans) = self.fans()
            && let Some([fan_in, fan_out]) = self.axes.explain_fans()
        {
            write!(f, "\n  fan_in {} = {fan_in}", fans.fan_in)?;
            write!(f, "\n  fan_out {} = {fan_out}", fans.fan_out)?;
        }
        if let Some(part) = &self.part {
            write!(f, "\n  {part}; the other values stay")?;
        }
        if let Some(shard) = self.shard() {
            let held = grouped(self.held_len());
            write!(
                f,
                "\n  of which this process holds {shard}: {:?}, {held} {noun}",
                self.held_shape()
            )?;
        }
        if let Some(follows) = self.follows() {
            write!(f, "\n  {follows}")?;
        }
        for alias in &self.aliases {
            write!(f, "\n  shared with `{alias}`, and initialized once")?;
        }
        Ok(())
    }
}
