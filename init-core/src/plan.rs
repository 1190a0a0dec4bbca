//! The plan: what a reset would do to every parameter, made and checked before anything is
//! written.

mod planner;
mod table;

use alloc::string::String;
use alloc::vec::Vec;

pub(crate) use planner::{Resolved, resolve};

use crate::axes::{Axes, count};
use crate::{DType, Error, Fans, Initialize, Law};

/// What a reset would do to every parameter of a model, in declaration order.
///
/// Displayed, it is an aligned table with totals below; its entries are data.
///
/// ```
/// use init_core::Initialize;
///
/// #[derive(Initialize)]
/// struct Linear {
///     #[init(kaiming_normal, mode = "fan_out")]
///     weight: [[f32; 300]; 10],
///     #[init(zeros)]
///     bias: [f32; 10],
/// }
///
/// let plan = Linear { weight: [[0.0; 300]; 10], bias: [0.0; 10] }.plan()?;
/// assert_eq!(plan.parameters(), 2);
/// assert_eq!(plan.values(), 3010);
/// assert_eq!(plan.entries()[0].law().std(), Some(2.0_f64.sqrt() / 10.0_f64.sqrt()));
/// println!("{plan}");
/// # Ok::<(), init_core::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Plan {
    entries: Vec<Entry>,
}

impl Plan {
    /// The plan of a model.
    ///
    /// # Errors
    /// Everything that is wrong with any parameter.
    pub fn of<M: Initialize + ?Sized>(model: &M) -> Result<Self, Error> {
        planner::plan(model)
    }

    /// The parameters and buffers, in declaration order.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The entry of a path.
    pub fn get(&self, path: &str) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.path == path)
    }

    /// The number of parameters, buffers not counted.
    pub fn parameters(&self) -> usize {
        self.counted().count()
    }

    /// The number of values in parameters, buffers not counted.
    pub fn values(&self) -> usize {
        self.counted()
            .map(Entry::len)
            .fold(0, usize::saturating_add)
    }

    /// The number of buffers.
    pub fn buffers(&self) -> usize {
        self.entries.len() - self.parameters()
    }

    fn counted(&self) -> impl Iterator<Item = &Entry> {
        self.entries.iter().filter(|entry| !entry.buffer)
    }
}

/// What the plan says of one parameter.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    pub(crate) path: String,
    pub(crate) module: Option<&'static str>,
    pub(crate) stream: u64,
    pub(crate) shape: Vec<usize>,
    pub(crate) axes: Axes,
    pub(crate) dtype: DType,
    pub(crate) initializer: String,
    pub(crate) law: Law,
    pub(crate) rehearse: bool,
    pub(crate) buffer: bool,
    pub(crate) aliases: Vec<String>,
}

impl Entry {
    /// The path, e.g. `layers.0.weight`.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The type of the module that holds the parameter, e.g. `Linear`.
    pub fn module(&self) -> Option<&'static str> {
        self.module
    }

    /// The stream: FNV-1a, 64 bits, of the path (with `stream` components in place of names).
    pub fn stream(&self) -> u64 {
        self.stream
    }

    /// The lengths of the axes, as the tensor has them.
    pub fn shape(&self) -> &[usize] {
        &self.shape
    }

    /// The number of values.
    pub fn len(&self) -> usize {
        count(&self.shape)
    }

    /// Whether there is nothing to write.
    pub fn is_empty(&self) -> bool {
        self.shape.contains(&0)
    }

    /// The type of the elements.
    pub fn dtype(&self) -> DType {
        self.dtype
    }

    /// The initializer, as an attribute would say it.
    pub fn initializer(&self) -> &str {
        &self.initializer
    }

    /// The fans, where the tensor has at least two axes or the field gives them.
    pub fn fans(&self) -> Option<Fans> {
        self.axes.fans("").ok()
    }

    /// The law of the values that will be written.
    pub fn law(&self) -> &Law {
        &self.law
    }

    /// Whether it is a buffer: initialized, but not counted as a parameter.
    pub fn is_buffer(&self) -> bool {
        self.buffer
    }

    /// The other paths under which a shared tensor stands; it is initialized once, under
    /// [`path`](Entry::path).
    pub fn aliases(&self) -> &[String] {
        &self.aliases
    }
}
