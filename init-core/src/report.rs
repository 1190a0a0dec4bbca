//! The values of a model, measured against its plan.

mod bins;
mod deviation;
mod diff;
mod digest;
mod follow;
mod histogram;
mod moments;
mod padded;
#[cfg(feature = "serde")]
mod record;
mod table;
#[cfg(test)]
mod tests;

use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;
use core::slice;

use bins::Bins;
pub use deviation::Deviation;
pub use diff::{Change, Diff};
use digest::Digest;
use follow::Relations;
pub use histogram::Histogram;
use moments::Moments;
use padded::Padded;

use crate::error::{Error, ErrorKind, Problem};
use crate::law::Law;
use crate::model::Initialize;
use crate::number::fnv::Fnv;
use crate::parameter::{Parameter, canonical};
use crate::plan::{Entry, Plan};
use crate::walk::walker::{Job, Walker};
use crate::walk::{Component, Declared, Visitor};

/// Every tensor of a model, measured and compared with its plan.
///
/// Displayed, it is an aligned table with totals below, with `{:#}` and
/// [`with_histograms`](Report::with_histograms) also a picture of each tensor; its entries are data.
///
/// ```
/// use init_core::{Initialize, Report, Reset};
///
/// #[derive(Initialize)]
/// struct Linear {
///     #[init(kaiming_uniform, a = 5.0_f64.sqrt())]
///     weight: [[f32; 300]; 10],
///     #[init(zeros)]
///     bias: [f32; 10],
/// }
///
/// let mut model = Linear { weight: [[0.0; 300]; 10], bias: [1.0; 10] };
/// let plan = Reset::seed(42).run(&mut model)?;
/// let report = Report::measure(&plan, &model)?;
/// assert_eq!(report.value_count(), 3010);
/// assert!(report.worst().unwrap().deviation().unwrap().largest() < 6.0);
///
/// model.bias[3] = 0.1;
/// let report = Report::measure(&plan, &model)?;
/// assert_eq!(report.worst().unwrap().path(), "bias");
/// println!("{report}");
/// # Ok::<(), init_core::Error>(())
/// ```
///
/// # As data
///
/// With the feature `serde` a report implements `Serialize`: `version` (of the format, 1), `hash`
/// and `entries`, objects with `path`, `count`, `mean`, `std`, `min`, `max`, `nan_count`,
/// `infinite_count`, `hash` and `deviation` (null, or `mean` and `spread`). A hash is a string of
/// 16 hexadecimal digits; a number that JSON lacks is `"inf"`, `"-inf"` or `"nan"`.
#[derive(Debug, Clone, PartialEq)]
pub struct Report {
    entries: Vec<Measurement>,
    values_of: Option<String>,
    warnings: Vec<Problem>,
}

impl Report {
    /// Reads every tensor of `model` that `plan` lists and compares it with the plan. Parameters
    /// that a partial reset left as they were are not in the report: the plan promises nothing
    /// about them.
    ///
    /// # Errors
    /// [`ErrorKind::Changed`] where the model hands over other paths, shapes or types than the
    /// plan has, and the failure of a tensor that cannot be read.
    pub fn measure<M: Initialize + ?Sized>(plan: &Plan, model: &M) -> Result<Self, Error> {
        Self::of(plan, model, false)
    }

    /// Measures as [`measure`](Report::measure) does, and counts the values of each tensor in the bins
    /// of a [`Histogram`], in the same pass.
    ///
    /// # Errors
    /// Those of [`measure`](Report::measure).
    pub fn with_histograms<M: Initialize + ?Sized>(plan: &Plan, model: &M) -> Result<Self, Error> {
        Self::of(plan, model, true)
    }

    fn of<M: Initialize + ?Sized>(plan: &Plan, model: &M, histograms: bool) -> Result<Self, Error> {
        let mut walker = Walker::reading(Measuring {
            plan,
            histograms,
            relations: Relations::of(plan),
            entries: Vec::new(),
            problems: Vec::new(),
        });
        model.visit_parameters(&mut walker);
        walker.job.finish()
    }

    /// The framework whose values the plan promises, as [`Plan::values_of`].
    pub fn values_of(&self) -> Option<&str> {
        self.values_of.as_deref()
    }

    /// The parameters and buffers, in the order of the plan.
    pub fn entries(&self) -> &[Measurement] {
        &self.entries
    }

    /// The measurement of a path.
    pub fn get(&self, path: &str) -> Option<&Measurement> {
        self.entries.iter().find(|entry| entry.path() == path)
    }

    /// The warnings of the plan that was measured against.
    pub fn warnings(&self) -> &[Problem] {
        &self.warnings
    }

    /// The number of values that were measured in parameters, buffers not counted.
    pub fn value_count(&self) -> usize {
        self.entries
            .iter()
            .filter(|measured| !measured.entry.is_buffer())
            .map(Measurement::count)
            .fold(0, usize::saturating_add)
    }

    /// A hash of all values, those of buffers among them: FNV-1a, 64 bits, over the hashes of
    /// the tensors, each as eight bytes, little-endian, in the order of the plan.
    pub fn hash(&self) -> u64 {
        let bytes = self
            .entries
            .iter()
            .flat_map(|entry| entry.hash().to_le_bytes());
        Fnv::new().with(bytes).value()
    }

    /// The tensor that deviates most from the plan; `None` where the plan promises nothing about
    /// any.
    pub fn worst(&self) -> Option<&Measurement> {
        self.entries
            .iter()
            .filter_map(|entry| Some((entry, entry.deviation?.largest())))
            .max_by(|(_, a), (_, b)| a.total_cmp(b))
            .map(|(entry, _)| entry)
    }
}

#[expect(clippy::into_iter_without_iter, reason = "`entries` gives the slice")]
impl<'r> IntoIterator for &'r Report {
    type Item = &'r Measurement;
    type IntoIter = slice::Iter<'r, Measurement>;

    fn into_iter(self) -> Self::IntoIter {
        self.entries.iter()
    }
}

/// The measurements of one tensor.
#[derive(Debug, Clone, PartialEq)]
pub struct Measurement {
    entry: Entry,
    moments: Moments,
    hash: u64,
    deviation: Option<Deviation>,
    histogram: Option<Box<Histogram>>,
}

impl Measurement {
    fn of(
        entry: &Entry,
        tensor: &dyn Parameter,
        relations: &mut Relations<'_>,
        mut bins: Option<Bins>,
    ) -> Result<Self, Problem> {
        if *tensor.shape() != *entry.held_shape() || tensor.dtype() != entry.dtype() {
            return Err(changed("it was planned with another shape or type"));
        }
        let mut moments = Moments::about(entry.law().mean().unwrap_or(0.0));
        let mut digest = Digest::of(entry.dtype().part());
        // All of the integers are the one that was promised.
        let mut kept = true;
        let mut related = relations.begin(entry);
        let mut padded = Padded::of(entry).filter(|_| entry.shard().is_none());
        let count = if entry.dtype().is_integer() {
            let read = |sink: &mut dyn FnMut(&[i128])| tensor.read_integers(sink);
            canonical::read(entry.held_axes(), read, &mut |values| {
                kept &= values
                    .iter()
                    .all(|&value| *entry.law() == Law::Integer(value));
                let widened: Vec<f64> = values.iter().map(|&value| value as f64).collect();
                moments.add(&widened);
                if let Some(bins) = &mut bins {
                    bins.add(&widened);
                }
                related.add(&widened);
                digest.add_integers(values);
            })?
        } else {
            let read = |sink: &mut dyn FnMut(&[f64])| tensor.read(sink);
            canonical::read(entry.held_axes(), read, &mut |values| {
                moments.add(values);
                if let Some(bins) = &mut bins {
                    bins.add(values);
                }
                if let Some(padded) = &mut padded {
                    padded.add(values);
                }
                related.add(values);
                digest.add(values);
            })?
        };
        if count != entry.held_len() {
            return Err(Problem::read_length(entry.held_len(), count));
        }
        relations.end(entry.path(), related);
        Ok(Self {
            deviation: match padded {
                // What a reset of a part leaves is not judged.
                _ if entry.part().is_some() => None,
                // Of a padded table, a part may have none of the padding.
                _ if entry.shard().is_some() && entry.axes.padding().is_some() => None,
                Some(padded) => padded.deviation(entry),
                None => Deviation::of(&moments, entry, kept),
            },
            entry: entry.clone(),
            hash: digest.value(),
            histogram: bins.and_then(Bins::finish),
            moments,
        })
    }

    /// The plan's entry of the tensor.
    pub fn entry(&self) -> &Entry {
        &self.entry
    }

    /// The path, e.g. `layers.0.weight`.
    pub fn path(&self) -> &str {
        self.entry.path()
    }

    /// The number of values.
    pub fn count(&self) -> usize {
        self.moments.count()
    }

    /// The number of bytes that the values take.
    pub fn bytes(&self) -> usize {
        let size = self.entry.dtype().part().size().map_or(0, usize::from);
        self.count().saturating_mul(size)
    }

    /// The mean of the values; NaN where there are none.
    pub fn mean(&self) -> f64 {
        self.moments.mean()
    }

    /// The standard deviation of the values about their mean (of the population: divided by
    /// their number); NaN where there are none.
    pub fn std(&self) -> f64 {
        self.moments.std()
    }

    /// The smallest value that is not NaN, or infinity.
    pub fn min(&self) -> f64 {
        self.moments.min()
    }

    /// The largest value that is not NaN, or negative infinity.
    pub fn max(&self) -> f64 {
        self.moments.max()
    }

    /// The number of values that are NaN.
    pub fn nan_count(&self) -> usize {
        self.moments.nans()
    }

    /// The number of values that are infinite.
    pub fn infinite_count(&self) -> usize {
        self.moments.infinities()
    }

    /// A hash of the values: FNV-1a, 64 bits, over the little-endian bytes of the elements as
    /// the tensor stores them (4 for an f32), a NaN as 7fc00000 or its like, in the canonical
    /// order of the value contract, row-major: (o, i, receptive field) where a layout is
    /// declared, the tensor's own otherwise.
    ///
    /// The values of a reset have the same hash in every library and layout, and without a layout
    /// it is the hash of `tests/data/golden.txt`.
    pub fn hash(&self) -> u64 {
        self.hash
    }

    /// The deviation of the values from the plan; `None` where the plan promises nothing: values
    /// drawn by code from outside the engine, matrices of unknown moments, and tensors without
    /// values.
    pub fn deviation(&self) -> Option<Deviation> {
        self.deviation
    }

    /// How many values lie where; `None` where the report was made without histograms, and where no
    /// value is finite.
    pub fn histogram(&self) -> Option<&Histogram> {
        self.histogram.as_deref()
    }
}

/// A walk that measures the entries of a plan, one by one.
#[derive(Debug)]
struct Measuring<'p> {
    plan: &'p Plan,
    histograms: bool,
    relations: Relations<'p>,
    entries: Vec<Measurement>,
    problems: Vec<Problem>,
}

impl Measuring<'_> {
    fn finish(mut self) -> Result<Report, Error> {
        if self.problems.is_empty()
            && let Some(entry) = self.plan.entries().get(self.entries.len())
        {
            let problem = changed("it was planned, but the model did not hand it over");
            self.problems.push(problem.at(entry.path()));
        }
        if self.problems.is_empty() {
            for place in self.relations.broken(&self.entries) {
                self.entries[place].deviation = Some(Deviation::INFINITE);
            }
            Ok(Report {
                entries: self.entries,
                values_of: self.plan.values_of().map(Into::into),
                warnings: self.plan.warnings().to_vec(),
            })
        } else {
            Err(Error::planning(self.problems))
        }
    }

    fn measure(&mut self, path: &str, tensor: &dyn Parameter) -> Result<Measurement, Problem> {
        let entry = self
            .plan
            .entries()
            .get(self.entries.len())
            .filter(|entry| entry.path() == path)
            .ok_or_else(|| changed("it was not planned at this position"))?;
        let bins = self.histograms.then(Bins::new);
        Measurement::of(entry, tensor, &mut self.relations, bins)
    }
}

fn changed(what: &'static str) -> Problem {
    Problem::new(ErrorKind::Changed, what).help("measure a model with the plan of its own reset")
}

impl Job for Measuring<'_> {
    fn fail(&mut self, path: String, problem: Problem) {
        self.problems.push(problem.at(&path));
    }
}

impl Visitor for Walker<Measuring<'_>> {
    fn parameter(&mut self, component: &Component<'_>, tensor: &dyn Parameter, _: &Declared<'_>) {
        // After a failure, the next values would be compared with the wrong entries.
        if !self.job.problems.is_empty() {
            return;
        }
        self.trail.count_entry(component);
        let path = self.trail.path_of(component);
        if self.job.plan.keeps(&path) {
            return;
        }
        match self.job.measure(&path, tensor) {
            Ok(measurement) => self.job.entries.push(measurement),
            Err(problem) => self.job.fail(path, problem),
        }
    }
}
