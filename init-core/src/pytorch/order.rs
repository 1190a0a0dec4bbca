//! The order in which PyTorch's modules draw: that of the parameters, but for attention, whose output
//! projection is a module that is built before the other weights are drawn.

use alloc::collections::{BTreeMap, BTreeSet};
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use init_grammar::alternatives;

use super::call::Call;
use crate::number::arithmetic::sqrt64;
use crate::plan::{Chosen, Entry, Plan};

/// A call.
#[derive(Debug, Clone, Copy)]
pub(super) struct Turn {
    /// The place of the parameter in the plan.
    pub(super) place: usize,
    pub(super) call: Call,
    /// Drawn before parameters that come earlier in the model.
    pub(super) is_early: bool,
    /// Drawn in vain: another initializer overwrites it.
    pub(super) is_overwritten: bool,
}

/// The calls of a plan.
pub(super) fn turns(plan: &Plan) -> Vec<Turn> {
    let entries = plan.entries();
    let places: Places<'_> = entries.iter().map(Entry::path).zip(0..).collect();
    let mut turns = Vec::new();
    let mut early = BTreeSet::new();
    for (place, entry) in entries.iter().enumerate() {
        if let Some(module) = attention(entry) {
            for name in ["out_proj.weight", "out_proj.bias"] {
                let path = String::from(module) + name;
                if let Some(&place) = places.get(path.as_str())
                    && is_of_preset(&entries[place])
                {
                    turns.push(projection(&entries[place], place));
                    early.insert(place);
                }
            }
        }
        if entry.follows().is_none() && !early.contains(&place) {
            turns.extend(turn(entry, place));
            turns.extend(bias_without_inputs(entries, &places, place));
        }
    }
    turns
}

/// The places of parameters in a plan, by path.
type Places<'p> = BTreeMap<&'p str, usize>;

/// The bias of a `Linear(0, n)`, which draws numbers between 0 and 0; a convolution draws none.
fn bias_without_inputs(entries: &[Entry], places: &Places<'_>, place: usize) -> Option<Turn> {
    let entry = &entries[place];
    let (module, _) = entry.path().rsplit_once('.').unwrap_or_default();
    let of = entry.key("of").filter(|_| entry.word() == "fan_uniform")?;
    let mut paths = alternatives(of.trim_matches('"')).map(|name| match module {
        "" => String::from(name),
        module => format!("{module}.{name}"),
    });
    let weight = paths.find_map(|path| places.get(path.as_str()))?;
    let is_empty = matches!(entries[*weight].shape(), [_, 0]);
    is_empty.then_some(Turn {
        place,
        call: Call::Uniform {
            low: 0.0,
            high: 0.0,
        },
        is_early: false,
        is_overwritten: false,
    })
}

fn turn(entry: &Entry, place: usize) -> Option<Turn> {
    let call = Call::of(entry).ok().filter(|&call| call != Call::Nothing)?;
    Some(Turn {
        place,
        call,
        is_early: false,
        is_overwritten: false,
    })
}

/// A parameter of the output projection: its bias is drawn as that of any layer, then set to 0.
fn projection(entry: &Entry, place: usize) -> Turn {
    if let Some(turn) = turn(entry, place) {
        return Turn {
            is_early: true,
            ..turn
        };
    }
    let bound = 1.0 / sqrt64(entry.len() as f64);
    Turn {
        place,
        call: Call::Uniform {
            low: -bound,
            high: bound,
        },
        is_early: true,
        is_overwritten: true,
    }
}

/// The path of the attention, with its dot, of which this is the first weight.
fn attention(entry: &Entry) -> Option<&str> {
    let first = ["in_proj_weight", "q_proj_weight"];
    let module = first
        .iter()
        .find_map(|name| entry.path().strip_suffix(name))?;
    let is_module = module.is_empty() || module.ends_with('.');
    (is_module && is_of_preset(entry)).then_some(module)
}

/// Whether the preset of PyTorch's layers gives the initializer.
fn is_of_preset(entry: &Entry) -> bool {
    matches!(entry.chosen_by(), Chosen::Rule { origin, .. } if origin == "preset pytorch")
}
