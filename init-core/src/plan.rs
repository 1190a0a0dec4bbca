//! The plan: the effect of a reset on every parameter, computed and checked before anything is
//! written.

mod diff;
mod digest;
mod duplicate;
mod entry;
mod follow;
mod follows;
mod guess;
mod held;
mod markdown;
mod part;
mod pattern;
mod planned;
mod planner;
#[cfg(feature = "serde")]
mod record;
mod resolve;
mod selection;
mod sharded;
mod sizes;
mod source;
mod suspicion;
mod table;
mod uncovered;

use alloc::collections::BTreeSet;
use alloc::string::String;
use alloc::vec::Vec;
use core::slice;

pub use diff::{Aspect, Change, ChangeKind, Diff, Difference};
pub use entry::Entry;
pub use follows::Follows;
pub(crate) use part::Part;
pub(crate) use planner::plan;
pub(crate) use resolve::{Place, Resolved, resolve, resolve_again, resolve_axes};
pub(crate) use selection::Selection;
pub(crate) use sharded::Sharded;
pub use sizes::Sizes;
pub use source::Chosen;

use crate::error::{Error, Problem};
use crate::model::Initialize;

/// The effect of a reset on every parameter of a model, in declaration order.
///
/// Displayed, it is an aligned table with totals and warnings below; its entries are data, and
/// an [`Entry`] displayed explains itself.
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
/// assert_eq!(plan.parameter_count(), 2);
/// assert_eq!(plan.value_count(), 3010);
/// assert_eq!(plan.entries()[0].law().std(), Some(2.0_f64.sqrt() / 10.0_f64.sqrt()));
/// assert!((&plan).into_iter().all(|entry| entry.module() == Some("Linear")));
/// println!("{plan}");
/// # Ok::<(), init_core::Error>(())
/// ```
///
/// # As data
///
/// With the feature `serde` a plan implements `Serialize` and `Deserialize`, and `Plan::to_json`
/// and `Plan::from_json` are conveniences. A plan that is read back is equal to the one that was
/// written, to the last bit of every number. The JSON is an object:
///
/// | key | value |
/// |---|---|
/// | `version` | the version of this format, 1 |
/// | `entries` | the parameters and buffers in declaration order, objects of the keys below |
/// | `kept` | the paths of the parameters that a partial reset leaves as they are |
/// | `warnings` | objects with `kind`, `path`, `message`, `help` and `notes` |
///
/// | key of an entry | value |
/// |---|---|
/// | `path` | e.g. `"layers.0.weight"` |
/// | `module` | the type of the module that holds it, or null |
/// | `stream` | 16 hexadecimal digits |
/// | `shape` | the lengths of the axes, in the tensor's own order |
/// | `dtype` | `"f32"`, `"f64"`, `"f16"`, `"bf16"`, `"f8e4m3"`, `"f8e5m2"`, `"i8"`, `"i16"`, `"i32"`, `"i64"`, `"u8"`, `"u16"`, `"u32"`, `"u64"` or `"bool"` |
/// | `axes` | `order`: `order[k]` is the tensor's axis at position k of the canonical order; `stacked`: the number of leading stacked axes; `outputs` and `inputs`: the numbers of such axes, left out where they are 1; `transposed`: whether all groups lie along `i`; `groups`, `split` (a number of parts or a list of lengths), `fan_in`, `fan_out`, `padding`: the options of the parameter, or null; `embedding` and `mup` (`role`, `base_fan_in`, `base_fan_out`): where they are given |
/// | `initializer` | in the words of an attribute; beside it `composed`, true, where `scale`, `add` or `then` act on its values |
/// | `follows` | null, `{"same_as": {"path"}}` or `{"norm_of": {"path", "axis"}}`: the parameter whose new values give its own |
/// | `part` | null, or `axis` and `indices`: the part that a reset writes, of a tensor that it leaves otherwise |
/// | `chosen_by` | `{"field": {"initializer"}}`, `{"default": {"initializer", "origin"}}` or `{"rule": {"at", "module", "rank", "origin"}}` |
/// | `overruled` | the choices that lost, in the same form, the strongest first |
/// | `options_by` | the rules that give options, in the same form, the strongest first |
/// | `counts_fans` | whether the initializer asked for the fans |
/// | `fans` | null, or `fan_in`, `fan_out`, and their derivations: `fan_in_why`, `fan_out_why` |
/// | `law` | `{"constant": 0.5}`, `{"integer": 0}`, `{"uniform": {"low", "high"}}`, `{"normal": {"mean", "std"}}`, `{"truncated_normal": {"mean", "std", "low", "high"}}`, `{"made": {"moments", "largest"}}`, `"drawn"` or `"nan"` |
/// | `rehearsed` | whether values come from code outside the crate, and are checked before any is written |
/// | `buffer` | whether it is a buffer |
/// | `aliases` | the other paths of a shared tensor |
///
/// Every other key is always present; a plan with the values of another framework has one more, `values_of`: its
/// name and releases; an entry of which the process holds a part has one more, `shard`: `whole`, a
/// shape or null, and `cuts`, each with `axis`, an index or null for the tensor flattened, `of`,
/// `{"chunk": {"index", "count"}}` or `{"range": {"start", "end"}}`, and `blocks`, their number where it is cut in
/// some. A number that JSON lacks is the string `"inf"` or `"-inf"`.
#[derive(Debug, Clone, PartialEq)]
pub struct Plan {
    entries: Vec<Entry>,
    kept: BTreeSet<String>,
    warnings: Vec<Problem>,
    values_of: Option<String>,
}

impl Plan {
    /// The plan of a model, by its own rules alone.
    pub(crate) fn of<M: Initialize + ?Sized>(model: &M) -> Result<Self, Error> {
        plan(model, None, &Selection::default()).map(|(plan, _)| plan)
    }

    /// The parameters and buffers, in declaration order.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The entry of a path.
    pub fn get(&self, path: &str) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.path == path)
    }

    /// The paths of the parameters that a partial reset leaves as they are.
    pub fn kept(&self) -> impl Iterator<Item = &str> {
        self.kept.iter().map(String::as_str)
    }

    pub(crate) fn keeps(&self, path: &str) -> bool {
        self.kept.contains(path)
    }

    /// The warnings about declarations that are probably not meant, by [`Problem::kind`]:
    ///
    /// - [`Rule`](crate::ErrorKind::Rule): a rule that only an empty list keeps from reaching
    ///   something.
    /// - [`Suspicious`](crate::ErrorKind::Suspicious): bounds that cut nothing, a weight that is
    ///   all zero, random values that the type of the elements rounds to one, a constant that it rounds to 0, a weight and a bias
    ///   with the same initializer, a fan that is given where the law takes the other,
    ///   one orthogonal matrix of several fused weights, parameters that a library leaves at 0.
    /// - [`Guessed`](crate::ErrorKind::Guessed): fans of a weight that looks fused, transposed or
    ///   looked up by its name or that of its module, or depthwise by its shape, which may mislead.
    /// - [`Foreign`](crate::ErrorKind::Foreign): values that another framework has in another form,
    ///   or perhaps in another order.
    pub fn warnings(&self) -> &[Problem] {
        &self.warnings
    }

    /// The framework whose values the parameters get, and of which releases, where they are not the
    /// engine's: those of [`Reset::pytorch`](crate::Reset::pytorch) and its like.
    pub fn values_of(&self) -> Option<&str> {
        self.values_of.as_deref()
    }

    /// Notes the framework whose values the parameters get, and its warnings.
    pub(crate) fn set_values_of(&mut self, framework: String, warnings: Vec<Problem>) {
        self.values_of = Some(framework);
        self.warnings.extend(warnings);
    }

    /// The number of parameters, buffers not counted.
    pub fn parameter_count(&self) -> usize {
        self.counted().count()
    }

    /// The number of values in parameters, buffers not counted.
    pub fn value_count(&self) -> usize {
        self.counted()
            .map(Entry::len)
            .fold(0, usize::saturating_add)
    }

    /// The number of buffers.
    pub fn buffer_count(&self) -> usize {
        self.entries.len() - self.parameter_count()
    }

    fn counted(&self) -> impl Iterator<Item = &Entry> {
        self.entries.iter().filter(|entry| !entry.buffer)
    }
}

#[expect(clippy::into_iter_without_iter, reason = "`entries` gives the slice")]
impl<'p> IntoIterator for &'p Plan {
    type Item = &'p Entry;
    type IntoIter = slice::Iter<'p, Entry>;

    fn into_iter(self) -> Self::IntoIter {
        self.entries.iter()
    }
}
