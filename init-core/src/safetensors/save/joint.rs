//! A save that several processes write together.

mod placing;

use alloc::borrow::ToOwned;
use alloc::collections::BTreeMap;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use std::fs;
use std::path::{Path, PathBuf};

use init_grammar::short;

use self::placing::Placing;
use super::{Save, readable};
use crate::error::{Error, ErrorKind, Problem};
use crate::model::Initialize;
use crate::number::fnv::Fnv;
use crate::parameter::Parameter;
use crate::plan::{Entry, Plan};
use crate::safetensors::commit::Commit;
use crate::safetensors::disk::{Temporary, joint_name};
use crate::safetensors::earlier::Earlier;
use crate::safetensors::inventory::{Inventory, Item};
use crate::safetensors::shards::{self, Shards, Stored};
use crate::safetensors::{Saved, faulty, numbers, unreadable};
use crate::tensor::shown;
use crate::walk::walker::Walker;

/// A checkpoint that several processes write together, each the tensors and parts that it holds: the files
/// are, byte for byte, those that one process writes.
///
/// Every process makes one by [`Save::jointly`] from the whole model, compares [`digest`](Self::digest) with the
/// others, and calls [`write`](Self::write) once with what it holds. Then they wait for each other, and one of
/// them calls [`finish`](Self::finish).
///
#[cfg_attr(feature = "derive", doc = "```")]
#[cfg_attr(not(feature = "derive"), doc = "```ignore")]
/// use init_core::model::Sharded;
/// use init_core::parameter::Meta;
/// use init_core::safetensors::{Load, Save};
/// use init_core::tensor::{DType, Shard};
/// use init_core::{Initialize, Reset};
///
/// #[derive(Initialize)]
/// struct Linear<T> {
///     #[init(xavier_uniform, shape = (64, 32))]
///     weight: T,
/// }
///
/// # let path = init_core::hidden::doc::file("joint.safetensors");
/// let whole = Linear { weight: Meta::new(DType::F32, (64, 32)) };
/// let reset = Reset::seed(1);
/// let save = Save::new().reset(&reset);
/// // Two processes, one after the other:
/// for rank in 0..2 {
///     let mut part = Linear { weight: Meta::new(DType::F32, (64, 32)) };
///     let part = Sharded::new(&mut part, |_, _| Shard::rows(rank, 2));
///     save.jointly(&whole, &path)?.write(&part)?;
/// }
/// save.jointly(&whole, &path)?.finish()?;
///
/// // A load reads what it needs.
/// let mut rows = Linear { weight: vec![0.0_f32; 512] };
/// let mut part = Sharded::new(&mut rows, |_, _| Shard::rows(3, 4));
/// let loaded = Load::new().strict().run(&mut part, &path)?;
/// assert_eq!(loaded.bytes_read(), 4 * 512);
/// let mut reset = Linear { weight: vec![0.0_f32; 64 * 32] };
/// Reset::seed(1).run(&mut reset)?;
/// assert_eq!(rows.weight, reset.weight[3 * 512..]);
/// # std::fs::remove_file(&path).unwrap();
/// # Ok::<(), init_core::Error>(())
/// ```
///
/// Until `finish`, the files have the names `.DIGEST.partial`. A process that dies leaves them, and they are
/// nothing that a reader takes for a model; the same save writes them again from the start.
#[derive(Debug)]
pub struct JointSave<'s, 'n> {
    save: &'s Save<'n>,
    path: PathBuf,
    tensors: Vec<Stored>,
    /// The tensor of each path of the whole model, and its type.
    places: BTreeMap<String, usize>,
    shards: Shards,
    /// The files, until they are whole.
    partial: Vec<PathBuf>,
    /// The plan of the whole model, where a reset gives the values.
    plan: Option<Plan>,
    digest: u64,
}

impl<'n> Save<'n> {
    /// A save of `whole` to `path` that several processes write together. `whole` has every tensor of the
    /// checkpoint, in its whole shape or with the part that this process holds; it may have no memory
    /// ([`Meta`](crate::parameter::Meta)).
    ///
    /// Several files take names from [`token`](Save::token), or else from a digest of key and plan: no process
    /// knows the content of all.
    ///
    /// # Errors
    /// As [`run`](Save::run), before anything is written; [`ErrorKind::Component`] where there is neither a
    /// `token` nor a `reset`.
    pub fn jointly<'s, M: Initialize + ?Sized>(
        &'s self,
        whole: &M,
        path: impl AsRef<Path>,
    ) -> Result<JointSave<'s, 'n>, Error> {
        let path = path.as_ref();
        let mut inventory = Inventory::take(Walker::reading, whole, |_| Ok(()));
        let (unselected, _) = inventory.check(&self.selection);
        for item in &mut inventory.items {
            item.shape = item.whole_shape().to_vec();
            item.part = None;
        }
        let items = inventory.items;
        let mut problems = inventory.problems;
        problems.extend(unselected);
        problems.extend(self.check_words());
        if self.token.is_none() && self.reset.is_none() {
            let text = "processes that save what they hold need a name that all of them know";
            problems.push(
                Problem::new(ErrorKind::Component, text)
                    .help("write one, e.g. `Save::new().token(\"step-7\")`"),
            );
        }
        let wanted = items.iter().map(|item| item.is_wanted(&self.selection));
        let wanted: Vec<bool> = wanted.collect();
        let tensors = self.stored(items.iter().zip(&wanted), &mut problems);
        if !problems.is_empty() {
            return Err(Error::planning(problems));
        }
        let shards = Shards::new(&tensors, self.largest, &self.metadata);
        let shards = shards.map_err(|problem| Error::planning(alloc::vec![problem]))?;
        let plan = self.reset.map(|reset| reset.dry_run(whole)).transpose()?;
        let digest = self.digest(&shards, plan.as_ref());
        let count = shards.headers.len() as u64;
        let partial = (0..count)
            .map(|file| joint_name(path, digest.wrapping_add(file)))
            .collect();
        Ok(JointSave {
            save: self,
            path: path.into(),
            places: places(&items, &wanted),
            tensors,
            shards,
            partial,
            plan,
            digest,
        })
    }

    /// A digest of what all processes know of the files.
    fn digest(&self, shards: &Shards, plan: Option<&Plan>) -> u64 {
        let mut digest = Fnv::new().with(self.token.iter().flat_map(|token| token.bytes()));
        for header in &shards.headers {
            digest = digest.with(header.iter().copied());
        }
        if let (Some(plan), Some(reset)) = (plan, self.reset) {
            digest = digest.with(plan.digest().to_le_bytes());
            digest = digest.with(reset.key_bytes());
        }
        digest.value()
    }
}

/// The place among the stored tensors of each path.
fn places(items: &[Item], wanted: &[bool]) -> BTreeMap<String, usize> {
    let stored = items.iter().zip(wanted).filter(|(_, wanted)| **wanted);
    let paths = stored.enumerate().flat_map(|(place, (item, _))| {
        let paths = [&item.path].into_iter().chain(&item.aliases);
        paths.map(move |path| (path.clone(), place))
    });
    paths.collect()
}

impl JointSave<'_, '_> {
    /// A digest of the files' headers and, with a reset, of its key and plan: the same in all processes that
    /// write one checkpoint.
    pub fn digest(&self) -> u64 {
        self.digest
    }

    /// Writes the tensors and parts that this process holds into the files, and waits until they are on the
    /// disk. A tensor that several processes hold is written by each.
    ///
    /// # Errors
    /// [`ErrorKind::File`] where a file cannot be written; [`ErrorKind::Missing`] for a path that the whole
    /// model does not have, [`ErrorKind::Shape`] and [`ErrorKind::DType`] for another tensor there,
    /// [`ErrorKind::Changed`] for other values; and as [`Save::run`].
    pub fn write<M: Initialize + ?Sized>(&self, model: &M) -> Result<(), Error> {
        let save = self.save;
        let check = if save.reset.is_none() {
            readable
        } else {
            |_: &dyn Parameter| Ok(())
        };
        let inventory = Inventory::take(Walker::reading, model, check);
        let items = inventory.items;
        let mut problems = inventory.problems;
        for item in items.iter().filter(|item| !item.transient) {
            problems.extend(self.check(item).err().map(|problem| problem.at(&item.path)));
        }
        if !problems.is_empty() {
            return Err(Error::planning(problems));
        }
        let straight = save.reset.map(|reset| reset.straight(model)).transpose()?;
        if let (Some(straight), Some(plan)) = (&straight, &self.plan) {
            check_plan(straight.plan(), plan).map_err(Error::planning)?;
        }
        let mut placing = Placing::new(self, &items);
        if let Some(straight) = &straight {
            straight.hand_over(model, &mut |path, tensor, values| {
                placing.write(path, tensor, values)
            })?;
        } else {
            let mut walker = Walker::reading(placing);
            model.visit_parameters(&mut walker);
            placing = walker.job;
        }
        placing.finish().map_err(Error::planning)
    }

    /// Checks that a tensor of this process is one of the checkpoint.
    fn check(&self, item: &Item) -> Result<(), Problem> {
        let Some(&place) = self.places.get(&item.path) else {
            if !item.is_wanted(&self.save.selection) {
                return Ok(());
            }
            return Err(Problem::new(
                ErrorKind::Missing,
                "the whole model has no tensor of this path",
            )
            .help("give `jointly` a model that has every tensor of all processes"));
        };
        let stored = &self.tensors[place];
        let (dtype, shape) = item.whole_in_file();
        if shape != stored.shape {
            let text = format!(
                "the whole has shape {} in this process, and {} in the whole model",
                shown(shape),
                shown(&stored.shape)
            );
            return Err(Problem::new(ErrorKind::Shape, text)
                .help("give `jointly` the model of which this process holds a part"));
        }
        if numbers::stored(dtype) != Some(stored.dtype) {
            let text = format!(
                "the type is {dtype}, and {} in the whole model",
                stored.dtype
            );
            return Err(Problem::new(ErrorKind::DType, text)
                .help("give the tensors of all processes one type"));
        }
        Ok(())
    }

    /// Gives the files their names, once every process has written: as at the end of [`Save::run`], one step
    /// replaces the old model by the new one.
    ///
    /// # Errors
    /// [`ErrorKind::File`] where a file is not there, or cannot be replaced.
    pub fn finish(self) -> Result<Saved, Error> {
        let failed = |problem| Error::planning(alloc::vec![problem]);
        let earlier = Earlier::at(&self.path).map_err(failed)?;
        for (partial, length) in self.partial.iter().zip(&self.shards.lengths) {
            let found = fs::metadata(partial);
            let found = found.map_err(|error| failed(unreadable(partial, &error)))?;
            if found.len() != *length {
                let text = format!(
                    "has {} bytes of {length}: not every process has written",
                    found.len()
                );
                return Err(failed(faulty(partial, text)));
            }
        }
        let commit = Commit {
            path: &self.path,
            disk: &self.save.disk,
            earlier: &earlier,
        };
        let files: Vec<Temporary> = self
            .partial
            .iter()
            .map(|path| Temporary::joined(path))
            .collect();
        let bytes = self.shards.total;
        if let [one] = files.as_slice() {
            commit.one(one)?;
            return Ok(Saved {
                files: alloc::vec![self.path],
                index: None,
                bytes,
            });
        }
        let count = files.len();
        let tag = self.save.token.as_deref().map(ToOwned::to_owned);
        let tag = tag.unwrap_or_else(|| format!("{:016x}", self.digest));
        let named = files.into_iter().enumerate();
        let named =
            named.map(|(place, file)| (file, shards::path(&self.path, &tag, place + 1, count)));
        let named: Vec<(Temporary, PathBuf)> = named.collect();
        let files: Vec<PathBuf> = named.iter().map(|(_, path)| path.clone()).collect();
        commit.several(&named, &self.shards.index(&self.tensors, &files))?;
        Ok(Saved {
            files,
            index: Some(earlier.index().into()),
            bytes,
        })
    }
}

/// Checks that this process plans what the whole model does.
fn check_plan(own: &Plan, whole: &Plan) -> Result<(), Vec<Problem>> {
    let by_path = whole.entries().iter();
    let by_path: BTreeMap<&str, &Entry> = by_path.map(|entry| (entry.path(), entry)).collect();
    let differs = |entry: &&Entry| {
        let same = by_path
            .get(entry.path())
            .is_some_and(|planned| entry.has_values_of(planned));
        !same
    };
    let problems = own.entries().iter().filter(differs).map(|entry| {
        let text = match by_path.get(entry.path()) {
            Some(planned) => format!(
                "it is planned as `{}` here, and as `{}` in the whole model",
                short(entry.initializer()),
                short(planned.initializer())
            ),
            None => "it is planned by itself here, and shared in the whole model".into(),
        };
        Problem::new(ErrorKind::Changed, text)
            .help("give both the same rules, lists and expressions; a tensor that is shared has the `stream` of its first path")
            .at(entry.path())
    });
    let problems: Vec<Problem> = problems.collect();
    if problems.is_empty() {
        Ok(())
    } else {
        Err(problems)
    }
}
