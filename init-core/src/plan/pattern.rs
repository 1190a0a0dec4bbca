//! Paths that differ only in the indices of lists, as one pattern.

use alloc::collections::BTreeMap;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use crate::show::text_table::grouped;

/// The number of patterns that are displayed.
const SHOWN: usize = 12;

/// The path with `*` in place of indices, which is also a glob for a rule.
pub(super) fn pattern(path: &str) -> String {
    let is_index = |component: &str| component.bytes().all(|byte| byte.is_ascii_digit());
    let components = path.split('.');
    let starred = components.map(|component| if is_index(component) { "*" } else { component });
    starred.collect::<Vec<_>>().join(".")
}

/// The last component of a path.
pub(super) fn last(path: &str) -> &str {
    path.rsplit_once('.').map_or(path, |(_, last)| last)
}

/// The last two components of a path, in lower case: those that name the weight and its layer.
pub(super) fn last_two(path: &str) -> String {
    let dot = path.rmatch_indices('.').nth(1);
    dot.map_or(path, |(dot, _)| &path[dot + 1..]).to_lowercase()
}

/// Returns true if `name` contains `word` with no letter beside it.
pub(super) fn has_word(name: &str, word: &str) -> bool {
    name.match_indices(word).any(|(start, _)| {
        let letter = |c: char| c.is_alphabetic();
        !name[..start].ends_with(letter) && !name[start + word.len()..].starts_with(letter)
    })
}

/// The elements with equal keys together, in the order of the first of each.
pub(super) fn by_key<T, K: Ord + Clone>(
    elements: impl IntoIterator<Item = T>,
    key: impl Fn(&T) -> K,
) -> Vec<(K, Vec<T>)> {
    let mut groups: Vec<(K, Vec<T>)> = Vec::new();
    let mut places = BTreeMap::new();
    for element in elements {
        let key = key(&element);
        let place = *places.entry(key.clone()).or_insert(groups.len());
        match groups.get_mut(place) {
            Some((_, group)) => group.push(element),
            None => groups.push((key, alloc::vec![element])),
        }
    }
    groups
}

/// The paths by their patterns: `h.*.proj.weight` (12), `wte.weight`.
pub(super) fn listed<'p>(paths: impl IntoIterator<Item = &'p str>) -> String {
    let groups = by_key(paths, |path| pattern(path));
    let shown = groups
        .iter()
        .take(SHOWN)
        .map(|(pattern, paths)| match paths[..] {
            [path] => format!("`{path}`"),
            _ => format!("`{pattern}` ({})", grouped(paths.len())),
        });
    let mut text = shown.collect::<Vec<_>>().join(", ");
    if let Some(more) = groups.len().checked_sub(SHOWN).filter(|&more| more > 0) {
        text.extend([" and ", &more.to_string(), " more patterns"]);
    }
    text
}
