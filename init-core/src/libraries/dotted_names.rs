//! Tensors under names with dots, as libraries keep them in maps: a tree, which is walked like a
//! module.

use alloc::collections::BTreeMap;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use crate::walk::{Component, Walk};

/// Tensors under the components of their names. A name followed only by 0, 1, 2, … is a list.
#[derive(Debug)]
pub(super) struct Named<T> {
    tensor: Option<T>,
    below: BTreeMap<String, Self>,
}

impl<T> FromIterator<(String, T)> for Named<T> {
    fn from_iter<I: IntoIterator<Item = (String, T)>>(tensors: I) -> Self {
        let mut root = Self::empty();
        for (name, tensor) in tensors {
            let mut node = &mut root;
            for component in name.split('.') {
                node = (node.below.entry(component.into())).or_insert_with(Self::empty);
            }
            node.tensor = Some(tensor);
        }
        root
    }
}

impl<T> Named<T> {
    fn empty() -> Self {
        Self {
            tensor: None,
            below: BTreeMap::new(),
        }
    }

    /// The entries below: those of a list by index, all others by name.
    fn entries(&self) -> (bool, Vec<(Component<'_>, &Self)>) {
        let indexed = (0..self.below.len())
            .map(|index| Some((Component::index(index), self.below.get(&index.to_string())?)));
        if let Some(entries) = indexed.collect::<Option<Vec<_>>>() {
            return (true, entries);
        }
        let named = self.below.iter().map(|(name, below)| {
            // The name of a field may be empty, a part of a tensor's name may not.
            let component = match name.as_str() {
                "" => Component::key("", 0),
                name => Component::field(name),
            };
            (component, below)
        });
        (false, named.collect())
    }

    /// Hands over every tensor, in the order of the names, at its position in the walk.
    pub(super) fn walk<V: Walk + ?Sized>(
        &self,
        visitor: &mut V,
        hand: &mut impl FnMut(&Component<'_>, &T, &mut V),
    ) {
        let (is_list, entries) = self.entries();
        if is_list && !entries.is_empty() {
            visitor.list(entries.len());
        }
        for (component, entry) in entries {
            if let Some(tensor) = &entry.tensor {
                hand(&component, tensor, visitor);
            }
            if !entry.below.is_empty() {
                visitor.enter(component);
                entry.walk(visitor, hand);
                visitor.leave();
            }
        }
    }
}
