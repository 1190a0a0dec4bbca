//! The position of a module in the lists around it.

use alloc::boxed::Box;
use alloc::format;
use core::fmt;
use core::ops::Deref;

use crate::error::{ErrorKind, Problem};

/// The position of a module in the nearest list around it.
///
/// In an attribute it is the value `layer`: `std = 0.02 / (2.0 * layer.count as f64).sqrt()`.
///
/// ```
/// use init_core::Initialize;
///
/// #[derive(Initialize)]
/// struct Block {
///     #[init(normal, std = 0.02 / (layer.outer.count * layer.count) as f64)]
///     weight: [[f32; 8]; 8],
/// }
///
/// #[derive(Initialize)]
/// struct Stage { blocks: Vec<Block> }
///
/// #[derive(Initialize)]
/// struct Net { stages: Vec<Stage> }
///
/// let stage = || Stage { blocks: vec![Block { weight: [[0.0; 8]; 8] }] };
/// let plan = Net { stages: vec![stage(), stage()] }.plan()?;
/// assert_eq!(plan.get("stages.1.blocks.0.weight").unwrap().law().std(), Some(0.01));
/// # Ok::<(), init_core::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Layer {
    /// The index in the list, from 0.
    pub index: usize,
    /// The length of the list.
    pub count: usize,
    /// The position of that list in the list around it, for lists in lists.
    pub outer: Outer,
}

impl Layer {
    /// The entry of a list of one, for a list that does not exist.
    pub(crate) const SINGLE: Self = Self::new(0, 1, None);

    pub(crate) const fn new(index: usize, count: usize, outer: Option<Box<Self>>) -> Self {
        Self {
            index,
            count,
            outer: Outer(outer),
        }
    }

    /// Checks that at least as many lists are around as an expression reads.
    pub(crate) fn check(layer: Option<&Self>, lists: usize) -> Result<(), Problem> {
        let found = core::iter::successors(layer, |layer| layer.outer.0.as_deref()).count();
        if found >= lists {
            return Ok(());
        }
        let problem = if found == 0 {
            Problem::new(
                ErrorKind::Layer,
                "the attribute reads `layer`, but this module is not in a list",
            )
        } else {
            let read = ".outer".repeat(lists - 1);
            Problem::new(
                ErrorKind::Layer,
                format!("`layer{read}` needs {lists} lists, but the module is in {found}"),
            )
        };
        Err(problem
            .help("put the module into a `Vec`, an array or a map, or read a field: `self.depth`"))
    }
}

/// The list around a list: it reads like the [`Layer`] that it holds.
///
/// Where there is none, an attribute that reads it is an error of the plan; elsewhere it reads like
/// the one entry of a list of one.
#[derive(Clone, PartialEq, Eq)]
pub struct Outer(Option<Box<Layer>>);

impl Outer {
    /// The list, if there is one.
    pub fn get(&self) -> Option<&Layer> {
        self.0.as_deref()
    }
}

impl Deref for Outer {
    type Target = Layer;

    fn deref(&self) -> &Layer {
        static SINGLE: Layer = Layer::SINGLE;
        self.get().unwrap_or(&SINGLE)
    }
}

impl fmt::Debug for Outer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
