//! Problems of parameters that one option solves for all.

use alloc::collections::BTreeMap;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use init_grammar::glob_matches;

use crate::error::{ErrorKind, Problem};
use crate::safetensors::inventory::Item;

/// The problems, of which those are one that one option solves: the same option, or the same for the
/// paths of one glob, which matches no other parameters.
pub(super) fn joined(problems: Vec<Problem>, items: &[Item]) -> Vec<Problem> {
    let mut alike: BTreeMap<(&str, String), Vec<usize>> = BTreeMap::new();
    let helps: Vec<Option<Help>> = problems.iter().map(Help::of).collect();
    for (place, help) in helps.iter().enumerate() {
        if let Some(help) = help {
            let key = (help.kind, help.text.clone());
            alike.entry(key).or_default().push(place);
        }
    }
    let mut joined: Vec<Option<Problem>> = problems.into_iter().map(Some).collect();
    for ((_, text), places) in alike {
        let (first, others) = (places[0], &places[1..]);
        let glob = helps[first].as_ref().and_then(|help| help.glob.as_ref());
        let matched = |glob: &String| {
            let all = items.iter().filter(|item| glob_matches(glob, &item.path));
            all.count() == places.len()
        };
        if others.is_empty() || !glob.is_none_or(matched) {
            continue;
        }
        joined[first] = joined[first].take().map(|problem| {
            let count = others.len();
            problem
                .help(text)
                .note(format!("so it is with {count} more"))
        });
        for &other in others {
            joined[other] = None;
        }
    }
    joined.into_iter().flatten().collect()
}

/// The help of a problem that names an option.
struct Help {
    kind: &'static str,
    /// With the glob in the place of the path.
    text: String,
    /// The path with a star for each index, if the option takes it.
    glob: Option<String>,
}

impl Help {
    fn of(problem: &Problem) -> Option<Self> {
        let kind = match problem.kind() {
            ErrorKind::Shape => "shape",
            ErrorKind::DType => "type",
            _ => return None,
        };
        let (path, text) = (problem.path()?, problem.help_text()?);
        if !text.contains("`Load::new().") {
            return None;
        }
        let is_index = |component: &&str| component.bytes().all(|byte| byte.is_ascii_digit());
        let starred: Vec<&str> = (path.split('.'))
            .map(|component| if is_index(&component) { "*" } else { component })
            .collect();
        let (quoted, starred) = (format!("{path:?}"), starred.join("."));
        let takes_path = text.contains(&quoted);
        Some(Self {
            kind,
            text: text.replace(&quoted, &format!("{starred:?}")),
            glob: takes_path.then_some(starred),
        })
    }
}
