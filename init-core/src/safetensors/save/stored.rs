//! The tensors of a save as they are stored, and the words that may be in files.

use alloc::collections::BTreeSet;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use super::Save;
use crate::error::{ErrorKind, Problem};
use crate::safetensors::inventory::Item;
use crate::safetensors::shards::Stored;
use crate::safetensors::{TIES, numbers, short};
use crate::tensor::shown;

impl Save<'_> {
    /// The problems of the token and of the metadata.
    pub(super) fn check_words(&self) -> impl Iterator<Item = Problem> {
        let plain = |token: &&String| {
            !token.is_empty()
                && (token.bytes())
                    .all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte))
        };
        let bad = (self.token.as_ref())
            .filter(|token| !plain(token))
            .map(|token| {
                let what = format!(
                    "the token {:?} cannot be in the name of a file",
                    short(token)
                );
                let problem = Problem::new(ErrorKind::Component, what);
                problem.help("write one of letters, digits, `.`, `_` and `-`, e.g. `step-7`")
            });
        let taken = self.metadata.contains_key(TIES).then(|| {
            let what = format!("the metadata `{TIES}` is that of shared tensors");
            Problem::new(ErrorKind::Component, what).help("give the entry another key")
        });
        bad.into_iter().chain(taken)
    }

    /// The tensors that are wanted, as they are stored.
    pub(super) fn stored<'i>(
        &self,
        items: impl Iterator<Item = (&'i Item, &'i bool)>,
        problems: &mut Vec<Problem>,
    ) -> Vec<Stored> {
        let mut names = BTreeSet::new();
        let mut tensors = Vec::new();
        for (item, _) in items.filter(|(_, wanted)| **wanted) {
            let name = self.names.of(&item.path);
            let fault = if name == "__metadata__" {
                let problem = Problem::new(
                    ErrorKind::Component,
                    "the name `__metadata__` has another meaning in a safetensors file",
                );
                Some(problem.help("give it another with `rename`"))
            } else if !names.insert(name.clone()) {
                let problem = Problem::new(
                    ErrorKind::DuplicatePath,
                    format!("another tensor is stored as `{}` too", short(&name)),
                );
                Some(problem.help("make `rename` give each path a name of its own"))
            } else {
                None
            };
            let tensor = fault.map_or_else(|| self.stored_as(item, name), Err);
            match tensor {
                Ok(tensor) => tensors.push(tensor),
                Err(problem) => problems.push(problem.at(&item.path)),
            }
        }
        tensors
    }

    fn stored_as(&self, item: &Item, name: String) -> Result<Stored, Problem> {
        let (dtype, shape) = item.in_file();
        let dtype = numbers::stored(dtype).ok_or_else(|| numbers::refused(dtype))?;
        // The format counts without looking for an axis of length 0.
        let bytes = (shape.iter())
            .try_fold(dtype.bitsize() / 8, |bytes, &length| {
                bytes.checked_mul(length)
            })
            .ok_or_else(|| {
                Problem::new(
                    ErrorKind::TooLarge,
                    format!(
                        "the bytes of the shape {} cannot be counted",
                        shown(&item.shape)
                    ),
                )
            })?;
        Ok(Stored {
            aliases: item
                .aliases
                .iter()
                .map(|alias| self.names.of(alias))
                .collect(),
            dtype,
            shape: shape.to_vec(),
            bytes,
            name,
        })
    }
}
