//! Parameters whose values follow from the new values of another.

use alloc::boxed::Box;
use alloc::collections::{BTreeMap, BTreeSet};
use alloc::format;
use alloc::string::String;
use alloc::sync::Arc;
use alloc::vec::Vec;

use init_grammar::{Suggester, short};

use super::follows::Follows;
use super::planned::{Failed, Planned};
use super::{Entry, Selection};
use crate::error::{ErrorKind, Problem};
use crate::law::Law;
use crate::tensor::{count, shown};

/// Completes the entries that follow from others by what is planned of those.
pub(super) fn link(planned: &mut [Planned]) {
    let following: Vec<usize> = (0..planned.len())
        .filter(|&place| follows(&planned[place]).is_some())
        .collect();
    if following.is_empty() {
        return;
    }
    let sources = Sources::new(planned);
    let linked = following.into_iter().filter_map(|place| {
        let (Planned::Entry(entry), Some(follows)) = (&planned[place], follows(&planned[place]))
        else {
            return None;
        };
        Some((place, sources.linked(entry, follows)))
    });
    let linked: Vec<(usize, Result<Linked, Problem>)> = linked.collect();
    for (place, linked) in linked {
        let Planned::Entry(entry) = &mut planned[place] else {
            continue;
        };
        match linked {
            Ok(Linked::To(changed)) => *entry = *changed,
            // Its source has a problem of its own, which is enough.
            Ok(Linked::Unknown) => {}
            Err(problem) => {
                let failed = Failed {
                    stream: entry.stream,
                    site: init_grammar::Site {
                        module: "",
                        rank: entry.shape().len(),
                    },
                    aliases: core::mem::take(&mut entry.aliases),
                    problem: problem.at(&entry.path),
                    is_open: false,
                    path: core::mem::take(&mut entry.path),
                };
                planned[place] = Planned::Failed(Box::new(failed));
            }
        }
    }
}

fn follows(planned: &Planned) -> Option<&Follows> {
    match planned {
        Planned::Entry(entry) => entry.follows(),
        Planned::Failed(_) => None,
    }
}

enum Linked {
    To(Box<Entry>),
    Unknown,
}

/// The planned parameters, by their paths.
struct Sources<'p> {
    planned: &'p [Planned],
    places: BTreeMap<&'p str, usize>,
}

impl<'p> Sources<'p> {
    fn new(planned: &'p [Planned]) -> Self {
        let named = planned.iter().enumerate().flat_map(|(place, planned)| {
            let aliases = planned.aliases().iter().map(String::as_str);
            core::iter::once(planned.path())
                .chain(aliases)
                .map(move |name| (name, place))
        });
        let places = named.collect();
        Self { planned, places }
    }

    /// The entry with the values that follow from its source.
    fn linked(&self, entry: &Entry, follows: &Follows) -> Result<Linked, Problem> {
        let (mut source, mut steps) = (follows, 0);
        let mut axis = match follows {
            Follows::NormOf { axis, .. } => Some(*axis),
            Follows::SameAs { .. } => None,
        };
        let found = loop {
            let Some(&place) = self.places.get(source.path()) else {
                return Err(self.missing(entry, source));
            };
            let Planned::Entry(found) = &self.planned[place] else {
                return Ok(Linked::Unknown);
            };
            match found.follows() {
                None => break found,
                Some(Follows::NormOf { path, .. }) if axis.is_some() => {
                    return Err(norm_of_norm(source.path(), path));
                }
                Some(next) => {
                    if let Follows::NormOf { axis: own, .. } = next {
                        axis = Some(*own);
                    }
                    source = next;
                }
            }
            steps += 1;
            if steps > self.planned.len() {
                return Err(circle(follows));
            }
        };
        let path = found.path.clone();
        let mut linked = Box::new(entry.clone());
        linked.follows = Some(Box::new(match axis {
            None => {
                same_tensor(entry, found)?;
                linked.law = found.law;
                linked.choice = Arc::new(entry.choice.following(&found.choice));
                Follows::SameAs { path }
            }
            Some(axis) => {
                norms_fit(entry, found, axis)?;
                linked.law = Law::Made {
                    moments: None,
                    largest: None,
                };
                if let Follows::SameAs { .. } = follows {
                    let text = match axis {
                        Some(axis) => format!("norm_of = {path:?}, axis = {axis}"),
                        None => format!("norm_of = {path:?}"),
                    };
                    linked.choice = Arc::new(entry.choice.with_initializer(text));
                }
                Follows::NormOf { path, axis }
            }
        }));
        if found.law == Law::Nan {
            linked.law = Law::Nan;
        }
        Ok(Linked::To(linked))
    }

    fn missing(&self, entry: &Entry, source: &Follows) -> Problem {
        let path = source.path();
        let text = format!(
            "{} `{}`, which is not a parameter",
            source.verb(),
            short(path)
        );
        let problem = Problem::new(ErrorKind::Reference, text);
        let others = self.places.keys().filter(|other| **other != entry.path);
        let suggester = Suggester::new(others.copied());
        match suggester.nearest(path) {
            Some(near) => problem.help(format!("did you mean `{near}`?")),
            None => problem.help("write the path of a field that this one is beside"),
        }
    }
}

fn norm_of_norm(path: &str, of: &str) -> Problem {
    Problem::new(
        ErrorKind::Reference,
        format!(
            "it is the norm of `{}`, which is a norm itself",
            short(path)
        ),
    )
    .help(format!(
        "write the path of the weight, e.g. that of `{}`",
        short(of)
    ))
}

fn circle(follows: &Follows) -> Problem {
    let path = short(follows.path());
    Problem::new(
        ErrorKind::Reference,
        format!("{} `{path}`, which follows from this one", follows.verb()),
    )
    .help("give one of them an initializer in place of `same_as`")
}

/// Checks that one tensor can have the values of another.
fn same_tensor(entry: &Entry, source: &Entry) -> Result<(), Problem> {
    let path = short(&source.path);
    if entry.axes.shape != source.axes.shape {
        let [shape, other] = [entry, source].map(|entry| shown(&entry.axes.shape));
        let text = format!("it is the same as `{path}`, of shape {other}, but has shape {shape}");
        return Err(Problem::new(ErrorKind::Reference, text)
            .help("give both the same shape, or an initializer each"));
    }
    if entry.dtype != source.dtype {
        let text = format!(
            "it is the same as `{path}`, of type {}, but has type {}",
            source.dtype, entry.dtype
        );
        return Err(Problem::new(ErrorKind::Reference, text)
            .help("give both the same type, or an initializer each"));
    }
    Ok(())
}

/// Checks that a tensor has as many values as there are norms, along one axis.
fn norms_fit(entry: &Entry, source: &Entry, axis: Option<usize>) -> Result<(), Problem> {
    let (path, own) = (short(&source.path), source.shape());
    if let Some(integer) = [entry, source]
        .into_iter()
        .find(|entry| entry.dtype.is_integer())
    {
        let text = format!(
            "it is the norm of `{path}`, but `{}` has type {}",
            short(&integer.path),
            integer.dtype
        );
        return Err(Problem::new(ErrorKind::Reference, text).help("give both a type of floats"));
    }
    let [shape, other] = [entry.shape(), own].map(shown);
    let norms = match axis {
        None => 1,
        Some(axis) if axis < own.len() => own[axis],
        Some(axis) => {
            let text = format!(
                "it is the norm of `{path}` along axis {axis}, but `{path}` has shape {other}"
            );
            return Err(Problem::new(ErrorKind::Reference, text)
                .help("count axes from 0, in the tensor's own order"));
        }
    };
    let along_one = |&length: &usize| length == 1 || length == norms;
    if count(entry.shape()) == norms && entry.shape().iter().all(along_one) {
        return Ok(());
    }
    let text = match axis {
        None => format!(
            "it is one norm of all values of `{path}`, of shape {other}, but has shape {shape}"
        ),
        Some(axis) => format!(
            "it is the norm of `{path}`, of shape {other}, for each of {norms} indices of axis {axis}, but has shape {shape}"
        ),
    };
    let problem = Problem::new(ErrorKind::Reference, text);
    let fitting = own
        .iter()
        .position(|&length| length == count(entry.shape()));
    Err(match fitting {
        Some(fitting) => problem.help(format!("write `axis = {fitting}` for a norm of each index")),
        None => problem.help(format!("give it the shape [{norms}]")),
    })
}

/// The entries whose source a partial reset leaves as it is: what is wrong where the source was
/// loaded, and warnings where it was left out.
pub(super) fn left_behind(
    entries: &[Entry],
    kept: &BTreeSet<String>,
    selection: &Selection<'_>,
) -> (Vec<Problem>, Vec<Problem>) {
    let (mut wrong, mut suspicious) = (Vec::new(), Vec::new());
    for entry in entries {
        let Some(follows) = entry
            .follows()
            .filter(|follows| kept.contains(follows.path()))
        else {
            continue;
        };
        if entry.law == Law::Nan {
            continue;
        }
        let (verb, path) = (follows.verb(), short(follows.path()));
        if selection.is_loaded(follows.path()) {
            let text = format!("{verb} `{path}` as a reset makes it, but `{path}` is loaded");
            let problem = Problem::new(ErrorKind::Reference, text).help(format!(
                "leave it out with `.except({:?})` and compute it from what was loaded",
                short(&entry.path)
            ));
            wrong.push(problem.at(&entry.path));
        } else {
            let text =
                format!("{verb} `{path}` as a full reset makes it, but `{path}` is left as it is");
            let problem = Problem::new(ErrorKind::Suspicious, text)
                .help(format!("reset `{path}` too, with the same key"));
            suspicious.push(problem.at(&entry.path));
        }
    }
    (wrong, suspicious)
}
