//! Parameters under names with dots, as libraries and files keep them in maps.

use alloc::collections::BTreeMap;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::Initialize;
use crate::initializer::{Constant, ones, zeros};
use crate::walk::{Component, Declared, OwnShape, Parameters, Visitor, VisitorMut, Walk};

/// A map of names with dots as a model: what PyTorch calls a state dict.
///
/// Collect it from names and parameters: tensors, mutable views of them, or flat storage with a
/// shape ([`Flat`](crate::parameter::Flat)). It is walked in the order of the names, as the structs
/// would be that they tell of; a name followed only by 0, 1, 2, … is a list, so that rules may read
/// the [`layer`](crate::rules::Found::layer). A parameter has the values of a field of the same path.
///
/// ```
/// use std::collections::HashMap;
///
/// use init_core::initializer::{kaiming_normal, zeros};
/// use init_core::model::NamedParameters;
/// use init_core::parameter::Flat;
/// use init_core::{Reset, Rules};
///
/// let mut state: HashMap<String, (Vec<usize>, Vec<f32>)> = HashMap::from([
///     ("layers.0.weight".into(), (vec![8, 4], vec![1.0; 32])),
///     ("layers.0.bias".into(), (vec![8], vec![1.0; 8])),
/// ]);
/// let mut model: NamedParameters<_> = state
///     .iter_mut()
///     .map(|(name, (shape, values))| (name, Flat::new(values.as_mut_slice(), shape.as_slice())))
///     .collect();
/// let rules = Rules::new().at("**.weight", kaiming_normal()).at("**.bias", zeros());
/// let plan = Reset::seed(42).rules(&rules).run(&mut model)?;
/// assert_eq!(plan.value_count(), 40);
/// assert_eq!(state["layers.0.bias"].1, [0.0; 8]);
/// # Ok::<(), init_core::Error>(())
/// ```
///
/// Every parameter is open until a rule reaches it, and one that none reaches is an error of the
/// plan. Only `running_mean`, `running_var` and `num_batches_tracked`, where the first two are side
/// by side, are known: they are the buffers of a batch norm, 0, 1 and 0. Where a rule counts the fan
/// out of a grouped convolution, it must tell the groups, which no name shows: of a depthwise one the
/// plan warns, but one with more channels in each group has the shape of any other.
#[derive(Debug)]
pub struct NamedParameters<P> {
    parameters: Vec<P>,
    names: Names,
}

/// The components of the names, as a tree.
#[derive(Debug, Default)]
struct Names {
    /// The places of the parameters that have this name.
    places: Vec<usize>,
    below: BTreeMap<String, Self>,
}

impl<N: AsRef<str>, P> FromIterator<(N, P)> for NamedParameters<P> {
    fn from_iter<I: IntoIterator<Item = (N, P)>>(named: I) -> Self {
        let (mut parameters, mut names) = (Vec::new(), Names::default());
        for (name, parameter) in named {
            let mut node = &mut names;
            for component in name.as_ref().split('.') {
                node = node.below.entry(component.into()).or_default();
            }
            node.places.push(parameters.len());
            parameters.push(parameter);
        }
        Self { parameters, names }
    }
}

impl<P: Parameters<OwnShape>> Initialize for NamedParameters<P> {
    fn visit_parameters(&self, visitor: &mut dyn Visitor) {
        (self.names).walk(visitor, &mut |component, place, role, visitor| {
            self.parameters[place].visit(component, &role.declared(), visitor);
        });
    }

    fn visit_parameters_mut(&mut self, visitor: &mut dyn VisitorMut) {
        let parameters = &mut self.parameters;
        (self.names).walk(visitor, &mut |component, place, role, visitor| {
            parameters[place].visit_mut(component, &role.declared(), visitor);
        });
    }
}

impl Names {
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

    /// Hands over every parameter, in the order of the names, at its position in the walk.
    fn walk<V: Walk + ?Sized>(
        &self,
        visitor: &mut V,
        hand: &mut impl FnMut(&Component<'_>, usize, Role, &mut V),
    ) {
        let (is_list, entries) = self.entries();
        if is_list && !entries.is_empty() {
            visitor.list(entries.len());
        }
        for (component, entry) in entries {
            for &place in &entry.places {
                let role = self.role(component.path_name());
                hand(&component, place, role, visitor);
            }
            if !entry.below.is_empty() {
                visitor.enter(component);
                entry.walk(visitor, hand);
                visitor.leave();
            }
        }
    }

    /// The role of the parameter `name` among its siblings.
    fn role(&self, name: &str) -> Role {
        let is_here = |name| (self.below.get(name)).is_some_and(|node| !node.places.is_empty());
        if !is_here("running_mean") || !is_here("running_var") {
            return Role::Open;
        }
        match name {
            "running_mean" | "num_batches_tracked" => Role::Running(zeros()),
            "running_var" => Role::Running(ones()),
            _ => Role::Open,
        }
    }
}

/// The part that the names give a parameter.
enum Role {
    /// Rules initialize it.
    Open,
    /// A buffer of a batch norm, and its first value.
    Running(Constant),
}

impl Role {
    fn declared(&self) -> Declared<'_> {
        match self {
            Self::Open => Declared::parameter().by_name(),
            Self::Running(first) => (Declared::new(first).by_default())
                .origin("running statistics")
                .buffer()
                .by_name(),
        }
    }
}
