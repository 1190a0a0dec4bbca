//! Parameters that a file has in another form: stacked or listed, whole or in parts, as their names
//! and shapes show.

use alloc::collections::{BTreeMap, BTreeSet};
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use init_grammar::{listed, short};

use super::find::{heads, number, sum};
use super::options::Options;
use super::remedy::as_glob;
use crate::error::{ErrorKind, Problem};
use crate::safetensors::Loaded;
use crate::safetensors::archive::Archive;
use crate::safetensors::inventory::Item;

/// What the option in `help` would match.
#[derive(Debug)]
pub(super) struct Relation {
    path: String,
    what: String,
    pub(super) help: String,
    note: Option<&'static str>,
    /// The names of the file that it would match, too.
    pub(super) names: BTreeSet<String>,
}

impl Relation {
    /// The problem of so many parameters, of which this is the first.
    pub(super) fn problem(&self, file: &str, count: usize) -> Problem {
        let more = match count {
            0 | 1 => String::new(),
            _ => format!(" ({count} parameters)"),
        };
        let problem = Problem::new(
            ErrorKind::Missing,
            format!("`{file}` has {}{more}", self.what),
        );
        let problem = problem.help(format!("`Load::new().{}`", self.help));
        let problem = match self.note {
            Some(note) => problem.note(note),
            None => problem,
        };
        problem.at(&self.path)
    }
}

/// The two sides of a load.
pub(super) struct Sides<'a> {
    options: &'a Options<'a>,
    archive: &'a Archive,
    items: BTreeMap<&'a str, &'a Item>,
    missing: BTreeMap<String, &'a Item>,
    surplus: BTreeSet<&'a str>,
}

/// How many names are looked at to find those of one module.
const SIBLINGS: usize = 256;

const ORDER: &str =
    "the parts are named in the order in which the whole has them: correct it if it is another";

impl<'a> Sides<'a> {
    pub(super) fn new(
        options: &'a Options<'a>,
        archive: &'a Archive,
        items: &'a [Item],
        loaded: &'a Loaded,
    ) -> Self {
        let items: BTreeMap<&str, &Item> = items
            .iter()
            .map(|item| (item.path.as_str(), item))
            .collect();
        let missing = (loaded.missing.iter())
            .filter_map(|path| Some((options.name_of(path), *items.get(path.as_str())?)))
            .collect();
        Self {
            options,
            archive,
            items,
            missing,
            surplus: loaded.surplus.iter().map(String::as_str).collect(),
        }
    }

    /// The paths of the model.
    pub(super) fn paths(&self) -> impl Iterator<Item = &'a str> {
        self.items.keys().copied()
    }

    /// The form in which the file has a parameter that it lacks under its own name.
    pub(super) fn relation(&self, path: &str) -> Option<Relation> {
        let item = self.items.get(path)?;
        (self.stacked(item))
            .or_else(|| self.listed(item))
            .or_else(|| self.in_parts(item))
            .or_else(|| self.whole(item))
    }

    fn shape(&self, name: &str) -> Option<&'a [usize]> {
        let name = self.surplus.get(name)?;
        let (_, place) = self.archive.get(name)?;
        Some(&place.shape)
    }

    fn stacked(&self, item: &Item) -> Option<Relation> {
        heads(&item.path).find_map(|end| {
            let (head, rest) = item.path.split_at(end);
            let (_, after) = number(rest)?;
            let name = self.options.name_of(&format!("{head}{after}"));
            let (&count, shape) = self.shape(&name)?.split_first()?;
            let entry = |index| self.items.contains_key(&*format!("{head}.{index}{after}"));
            let all = || (0..count).all(entry) && !entry(count);
            let has_all = (item.entries_of(head)).map_or_else(all, |entries| entries == count);
            if shape != item.shape || !has_all {
                return None;
            }
            let glob = as_glob(head)?;
            Some(Relation {
                path: item.path.clone(),
                what: format!("the layers of `{head}` stacked, as `{}`", short(&name)),
                help: format!("stacked({glob:?})"),
                note: None,
                names: [name].into(),
            })
        })
    }

    fn listed(&self, item: &Item) -> Option<Relation> {
        let axis = item.stack_axis()?;
        let (count, mut shape) = (item.shape[axis], item.shape.clone());
        shape.remove(axis);
        heads(&item.path).find_map(|end| {
            let (head, rest) = item.path.split_at(end);
            let name = |index| self.options.name_of(&format!("{head}.{index}{rest}"));
            let is_layer = |index| self.shape(&name(index)) == Some(&*shape);
            // The first tells most that it is not so.
            if count == 0 || !(0..count).all(is_layer) || self.archive.get(&name(count)).is_some() {
                return None;
            }
            let glob = as_glob(head)?;
            Some(Relation {
                path: item.path.clone(),
                what: format!("the layers of `{head}` listed, as `{}`", short(&name(0))),
                help: format!("stacked({glob:?})"),
                note: None,
                names: (0..count).map(name).collect(),
            })
        })
    }

    fn in_parts(&self, item: &Item) -> Option<Relation> {
        let name = self.options.name_of(&item.path);
        let (before, whole, after) = module_of(&name)?;
        let parts: Vec<&str> = (self.surplus.range(before..))
            .take(SIBLINGS)
            .take_while(|name| name.starts_with(before))
            .filter_map(|name| middle(name, before, after))
            .collect();
        let lengths: Option<Vec<usize>> = (parts.iter())
            .map(|part| outputs(item, self.shape(&format!("{before}{part}{after}"))?))
            .collect();
        let length = item.shape[item.output_axis(None)?];
        if parts.len() < 2 || sum(&lengths?) != length {
            return None;
        }
        let names = parts.iter().map(|part| format!("{before}{part}{after}"));
        let names = names.collect();
        let parts = in_order(parts);
        Some(Relation {
            path: item.path.clone(),
            what: format!("`{whole}` in parts: {}", quoted(&parts)),
            help: format!("fused({whole:?}, {parts:?})"),
            note: Some(ORDER),
            names,
        })
    }

    fn whole(&self, item: &Item) -> Option<Relation> {
        let name = self.options.name_of(&item.path);
        let (before, _, after) = module_of(&name)?;
        let mut parts = Vec::new();
        let mut length = 0;
        for (name, part) in (self.missing.range(String::from(before)..))
            .take(SIBLINGS)
            .take_while(|(name, _)| name.starts_with(before))
        {
            if let Some(middle) = middle(name, before, after) {
                length = sum(&[length, outputs(item, &part.shape)?]);
                parts.push(middle);
            }
        }
        let mut wholes = (self.surplus.range(before..))
            .take(SIBLINGS)
            .take_while(|name| name.starts_with(before))
            .filter_map(|name| middle(name, before, after))
            .filter(|whole| {
                let shape = self.shape(&format!("{before}{whole}{after}"));
                // A transposed one asks for a `layout` too, as the next error tells.
                shape.is_some_and(|shape| match *shape {
                    [rows, columns] if outputs(item, shape) != Some(length) => {
                        outputs(item, &[columns, rows]) == Some(length)
                    }
                    _ => outputs(item, shape) == Some(length),
                })
            });
        let (whole, None) = (wholes.next()?, wholes.next()) else {
            return None;
        };
        if parts.len() < 2 {
            return None;
        }
        let parts = in_order(parts);
        Some(Relation {
            path: item.path.clone(),
            what: format!("{} as one: `{whole}`", quoted(&parts)),
            help: format!("fused({whole:?}, {parts:?})"),
            note: Some(ORDER),
            names: [format!("{before}{whole}{after}")].into(),
        })
    }
}

/// The length along the axis of the outputs of a shape that is otherwise that of a tensor.
fn outputs(item: &Item, shape: &[usize]) -> Option<usize> {
    let axis = item.output_axis(None)?;
    let same = shape.len() == item.shape.len()
        && (0..shape.len()).all(|other| other == axis || shape[other] == item.shape[other]);
    same.then(|| shape[axis])
}

/// The module that holds a tensor, with what is before and after its own name.
fn module_of(name: &str) -> Option<(&str, &str, &str)> {
    let last = name.rfind('.')?;
    let start = name[..last].rfind('.').map_or(0, |dot| dot + 1);
    Some((&name[..start], &name[start..last], &name[last..]))
}

fn middle<'n>(name: &'n str, before: &str, after: &str) -> Option<&'n str> {
    let middle = name.strip_prefix(before)?.strip_suffix(after)?;
    (!middle.contains('.')).then_some(middle)
}

/// Parts in the order that their names tell, where they do.
fn in_order(mut parts: Vec<&str>) -> Vec<&str> {
    const ORDERS: [&[&str]; 2] = [&["q", "k", "v"], &["gate", "up"]];
    let place = |order: &[&str], part: &str| order.iter().position(|start| part.starts_with(start));
    for order in ORDERS {
        if parts.iter().all(|part| place(order, part).is_some()) {
            parts.sort_by_key(|part| place(order, part));
        }
    }
    parts
}

fn quoted(parts: &[&str]) -> String {
    let parts: Vec<String> = parts.iter().map(|part| format!("`{part}`")).collect();
    listed(&parts)
}
