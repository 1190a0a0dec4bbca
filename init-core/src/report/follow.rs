//! Whether values in memory follow from those of other parameters as planned.

use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec::Vec;

use super::Measurement;
use crate::plan::{Entry, Follows, Plan};
use crate::values::Norms;

/// The axis of each norm that is taken of one parameter.
type OfOne = BTreeMap<Option<usize>, Vec<f64>>;

/// What is known of parameters that others follow from, and of those others.
#[derive(Debug)]
pub(super) struct Relations<'p> {
    /// The norms of parameters, by path and axis.
    norms: BTreeMap<&'p str, OfOne>,
    /// The values of parameters that are norms.
    values: BTreeMap<String, Vec<f64>>,
}

/// What is taken of one parameter while it is read.
#[derive(Debug)]
pub(super) struct Related {
    norms: Vec<(Option<usize>, Norms)>,
    values: Option<Vec<f64>>,
}

impl Related {
    pub(super) fn add(&mut self, values: &[f64]) {
        for (_, norms) in &mut self.norms {
            norms.add(values);
        }
        if let Some(own) = &mut self.values {
            own.extend_from_slice(values);
        }
    }
}

impl<'p> Relations<'p> {
    pub(super) fn of(plan: &'p Plan) -> Self {
        let mut norms: BTreeMap<&str, OfOne> = BTreeMap::new();
        for entry in plan.entries() {
            if let Some(Follows::NormOf { path, axis }) = entry.follows() {
                norms.entry(path).or_default().insert(*axis, Vec::new());
            }
        }
        Self {
            norms,
            values: BTreeMap::new(),
        }
    }

    /// What to take of a parameter.
    pub(super) fn begin(&self, entry: &Entry) -> Related {
        // A norm is that of the whole.
        let is_whole = entry.shard().is_none();
        let axes = self
            .norms
            .get(entry.path())
            .into_iter()
            .flat_map(OfOne::keys);
        let axes = axes.filter(|_| is_whole);
        let norms = axes.filter_map(|&axis| Some((axis, Norms::new(&entry.axes, axis)?)));
        let is_norm = matches!(entry.follows(), Some(Follows::NormOf { .. }));
        Related {
            norms: norms.collect(),
            values: is_norm.then(Vec::new),
        }
    }

    /// Takes what was read of the parameter at `path`.
    pub(super) fn end(&mut self, path: &str, related: Related) {
        if let Some(known) = self.norms.get_mut(path) {
            for (axis, norms) in related.norms {
                known.insert(axis, norms.finish());
            }
        }
        self.values
            .extend(related.values.map(|values| (path.into(), values)));
    }

    /// The places of the parameters that do not follow from others as planned. One whose source a
    /// partial reset left as it was is not judged, nor is one of which this process holds a part.
    pub(super) fn broken(&self, measured: &[Measurement]) -> Vec<usize> {
        let by_path = |path: &str| measured.iter().find(|measured| measured.path() == path);
        let places = measured.iter().enumerate().filter(|(_, own)| {
            let entry = own.entry();
            let Some(source) = entry.follows().and_then(|follows| by_path(follows.path())) else {
                return false;
            };
            if entry.shard().is_some() || source.entry().shard().is_some() {
                return false;
            }
            match entry.follows() {
                Some(Follows::NormOf { path, axis }) => {
                    let norms = self.norms.get(&**path).and_then(|norms| norms.get(axis));
                    let stored = |norms: &Vec<f64>| -> Vec<f64> {
                        let dtype = entry.dtype();
                        norms.iter().map(|&norm| dtype.stored(norm)).collect()
                    };
                    self.values.get(entry.path()) != norms.map(stored).as_ref()
                }
                _ => own.hash() != source.hash(),
            }
        });
        places.map(|(place, _)| place).collect()
    }
}
