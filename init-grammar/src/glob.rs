//! Globs over paths: `layers.*.weight`, `**.bias`.
//!
//! A path is components joined by dots. `*` stands for any run of characters within one
//! component, `**` for any number of whole components, none included.

use core::fmt;

/// The fault of a glob itself, whatever the model; to be read after `the glob "…" `.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GlobFault {
    /// It is empty.
    Empty,
    /// A component is empty: two dots in a row, or a dot at an end.
    EmptyComponent,
    /// `**` is beside other characters.
    JoinedStars,
    /// A character that is not part of the language.
    Character(char),
}

impl GlobFault {
    /// The glob to write instead.
    pub fn help(self) -> &'static str {
        match self {
            Self::Empty => "write `**` for every parameter below",
            Self::EmptyComponent => "write one name, `*` or `**` between two dots",
            Self::JoinedStars => {
                "write `**.name` for any number of components, `*name` within one component"
            }
            Self::Character('/' | ':') => {
                "join the components of a path by dots: `layers.*.weight`"
            }
            Self::Character(_) => {
                "`*` matches any characters of one component, `**` any number of components; write one rule for each alternative"
            }
        }
    }
}

impl fmt::Display for GlobFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("is empty"),
            Self::EmptyComponent => f.write_str("has an empty component"),
            Self::JoinedStars => f.write_str("has `**` beside other characters"),
            Self::Character(found) => write!(f, "holds `{found}`, which is not allowed in a glob"),
        }
    }
}

/// Characters that other pattern languages give a meaning, or that separate paths elsewhere.
const FOREIGN: &[char] = &[
    '/', ':', '\\', '^', '$', '(', ')', '[', ']', '{', '}', '|', '?', '+', ' ', ',',
];

/// The first fault of a glob.
///
/// ```
/// use init_grammar::{GlobFault, glob_fault};
///
/// assert_eq!(glob_fault("layers.*.weight"), None);
/// assert_eq!(glob_fault("**bias"), Some(GlobFault::JoinedStars));
/// ```
pub fn glob_fault(glob: &str) -> Option<GlobFault> {
    if glob.is_empty() {
        return Some(GlobFault::Empty);
    }
    if let Some(found) = glob.chars().find(|found| FOREIGN.contains(found)) {
        return Some(GlobFault::Character(found));
    }
    glob.split('.').find_map(|component| {
        if component.is_empty() {
            Some(GlobFault::EmptyComponent)
        } else if component != "**" && component.contains("**") {
            Some(GlobFault::JoinedStars)
        } else {
            None
        }
    })
}

/// Whether a glob matches a path.
///
/// ```
/// use init_grammar::glob_matches;
///
/// assert!(glob_matches("**.bias", "bias"));
/// assert!(glob_matches("layers.*.conv*.weight", "layers.3.conv1.weight"));
/// assert!(!glob_matches("layers.*.weight", "layers.3.conv1.weight"));
/// ```
pub fn glob_matches(glob: &str, path: &str) -> bool {
    Glob::new(glob).matches(path)
}

/// A glob, read once to be asked about many paths.
///
/// ```
/// use init_grammar::Glob;
///
/// let glob = Glob::new("layers.*.weight");
/// assert!(glob.matches("layers.3.weight"));
/// assert!(!glob.matches("layers.3.conv1.weight"));
/// ```
#[derive(Debug, Clone, Copy)]
pub struct Glob<'g> {
    /// The text before the first star.
    head: &'g str,
    /// The text after the last star.
    tail: &'g str,
    stars: Stars<'g>,
}

/// The stars of a glob. Those of most globs leave nothing to search for.
#[derive(Debug, Clone, Copy)]
enum Stars<'g> {
    None,
    /// One `*`.
    One,
    /// One `**`. Head and tail are without the dots beside it, which it may span.
    Any,
    /// Several, of this glob.
    Several(&'g str),
}

impl<'g> Glob<'g> {
    /// Reads a glob.
    pub fn new(glob: &'g str) -> Self {
        let is_star = |byte: &u8| *byte == b'*';
        let bytes = glob.as_bytes();
        let Some(first) = bytes.iter().position(is_star) else {
            let (head, tail) = (glob, "");
            return Self {
                head,
                tail,
                stars: Stars::None,
            };
        };
        let last = bytes.iter().rposition(is_star).unwrap_or(first);
        let (head, tail) = (&glob[..first], &glob[last + 1..]);
        if last == first {
            return Self {
                head,
                tail,
                stars: Stars::One,
            };
        }
        let stars = match last - first {
            1 => Stars::Any,
            _ => Stars::Several(glob),
        };
        let head = head.strip_suffix('.').unwrap_or(head);
        let tail = tail.strip_prefix('.').unwrap_or(tail);
        Self { head, tail, stars }
    }

    /// Whether it matches a path.
    pub fn matches(&self, path: &str) -> bool {
        let Self { head, tail, stars } = *self;
        match stars {
            Stars::None => path == head,
            Stars::One => {
                let middle = path.strip_prefix(head);
                let middle = middle.and_then(|rest| rest.strip_suffix(tail));
                middle.is_some_and(|middle| {
                    !path.is_empty() && !middle.bytes().any(|byte| byte == b'.')
                })
            }
            Stars::Any => below(head, path).is_some_and(|rest| above(tail, rest)),
            Stars::Several(glob) => {
                path.starts_with(head) && path.ends_with(tail) && matches(glob, path, false)
            }
        }
    }
}

/// The components of a path after those of `head`, with which it must start.
fn below<'p>(head: &str, path: &'p str) -> Option<&'p str> {
    match path.strip_prefix(head)? {
        rest if head.is_empty() || rest.is_empty() => Some(rest),
        rest => rest.strip_prefix('.'),
    }
}

/// Whether the last components of a path are those of `tail`.
fn above(tail: &str, path: &str) -> bool {
    let before = path.strip_suffix(tail);
    before.is_some_and(|before| tail.is_empty() || before.is_empty() || before.ends_with('.'))
}

/// Whether a glob could match a path that starts with the components of `prefix` and has more,
/// or is `prefix` itself.
///
/// ```
/// use init_grammar::glob_reaches;
///
/// assert!(glob_reaches("head.*.weight", "head"));
/// assert!(!glob_reaches("head.weight", "body"));
/// ```
pub fn glob_reaches(glob: &str, prefix: &str) -> bool {
    matches(glob, prefix, true)
}

/// The name in the spelling of a type: without path and generics.
///
/// ```
/// use init_grammar::type_name;
///
/// assert_eq!(type_name("nn::Linear<T>"), "Linear");
/// assert_eq!(type_name("Batch*"), "Batch*");
/// ```
pub fn type_name(written: &str) -> &str {
    let path = written.split('<').next().unwrap_or_default();
    path.rsplit([':', '.']).next().unwrap_or_default().trim()
}

/// Components are matched as characters are: at the last `**` one component more is skipped
/// when what follows does not match. `open`: the path may go on.
fn matches(glob: &str, path: &str, open: bool) -> bool {
    let mut pattern = Some(glob);
    let mut name = (!path.is_empty()).then_some(path);
    let mut retry = None;
    loop {
        let matched = match (pattern.map(split), name.map(split)) {
            (None, None) => return true,
            (Some(("**", after)), _) => {
                pattern = after;
                retry = name.map(|name| (after, name));
                // It spans the rest of the path and whatever may follow.
                if after.is_none() || (open && name.is_none()) {
                    return true;
                }
                true
            }
            (Some(_), None) if open => return true,
            (Some((wanted, after)), Some((found, rest))) if component_matches(wanted, found) => {
                (pattern, name) = (after, rest);
                true
            }
            _ => false,
        };
        if !matched {
            let Some((after_stars, from)) = retry else {
                return false;
            };
            pattern = after_stars;
            name = split(from).1;
            retry = name.map(|name| (after_stars, name));
        }
    }
}

/// The first component, and what follows its dot. Components are short: a loop over their bytes is
/// faster than a search.
fn split(text: &str) -> (&str, Option<&str>) {
    match text.bytes().position(|byte| byte == b'.') {
        Some(dot) => (&text[..dot], Some(&text[dot + 1..])),
        None => (text, None),
    }
}

/// Whether a pattern matches one name: `conv*`, for a component of a path or a type.
pub fn component_matches(pattern: &str, name: &str) -> bool {
    let (pattern, name) = (pattern.as_bytes(), name.as_bytes());
    let (mut p, mut n) = (0, 0);
    let mut retry = None;
    loop {
        if pattern.get(p) == Some(&b'*') {
            p += 1;
            retry = Some((p, n));
        } else if p < pattern.len() && pattern.get(p) == name.get(n) {
            p += 1;
            n += 1;
        } else if p == pattern.len() && n == name.len() {
            return true;
        } else {
            match retry {
                Some((after_star, from)) if from < name.len() => {
                    (p, n) = (after_star, from + 1);
                    retry = Some((p, n));
                }
                _ => return false,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    extern crate std;

    use std::string::String;
    use std::vec::Vec;

    use super::{glob_fault, glob_matches, glob_reaches};

    /// The definition, without optimization.
    fn defined(glob: &[&str], path: &[&str]) -> bool {
        match (glob, path) {
            ([], []) => true,
            (["**", rest @ ..], _) => {
                (0..=path.len()).any(|skipped| defined(rest, &path[skipped..]))
            }
            ([pattern, rest @ ..], [name, path @ ..]) => {
                run(pattern.as_bytes(), name.as_bytes()) && defined(rest, path)
            }
            _ => false,
        }
    }

    fn run(pattern: &[u8], name: &[u8]) -> bool {
        match (pattern, name) {
            ([], []) => true,
            ([b'*', rest @ ..], _) => (0..=name.len()).any(|skipped| run(rest, &name[skipped..])),
            ([a, rest @ ..], [b, name @ ..]) => a == b && run(rest, name),
            _ => false,
        }
    }

    /// Every text of up to four components over a small alphabet.
    fn texts(components: &[&str]) -> Vec<String> {
        let mut all: Vec<String> = components.iter().map(|&c| c.into()).collect();
        let mut last = all.clone();
        for _ in 0..3 {
            last = last
                .iter()
                .flat_map(|text| components.iter().map(move |c| std::format!("{text}.{c}")))
                .collect();
            all.extend(last.clone());
        }
        all
    }

    #[test]
    fn every_small_glob_matches_as_defined() {
        let globs = texts(&["**", "*", "a", "a*", "*b"]);
        let paths = texts(&["a", "b", "ab", "aab"]);
        for glob in &globs {
            assert_eq!(glob_fault(glob), None, "{glob}");
            let pattern: Vec<&str> = glob.split('.').collect();
            for path in &paths {
                let names: Vec<&str> = path.split('.').collect();
                assert_eq!(
                    glob_matches(glob, path),
                    defined(&pattern, &names),
                    "{glob} {path}"
                );
            }
        }
    }

    #[test]
    fn a_glob_reaches_below_what_it_can_match() {
        let globs = texts(&["**", "*", "a", "*b"]);
        let paths = texts(&["a", "b", "ab"]);
        for glob in &globs {
            let pattern: Vec<&str> = glob.split('.').collect();
            for prefix in paths.iter().filter(|path| path.len() < 6) {
                let names: Vec<&str> = prefix.split('.').collect();
                // Names that match every component of these globs represent any name.
                let more = (0..4).any(|more| {
                    let ends: [&[&str]; 3] = [&["a"; 4], &["b"; 4], &["ab"; 4]];
                    let mixed = [["a", "ab"], ["ab", "a"], ["b", "a"], ["a", "b"]];
                    ends.iter()
                        .map(|end| &end[..more])
                        .chain(mixed.iter().map(|m| &m[..more.min(2)]))
                        .any(|end| defined(&pattern, &[&names, end].concat()))
                });
                if more {
                    assert!(glob_reaches(glob, prefix), "{glob} {prefix}");
                }
            }
        }
        for (glob, prefix) in [
            ("a.b", "b"),
            ("a.*.c", "a.b.d"),
            ("a", "a.b"),
            ("*.x", "a.y"),
        ] {
            assert!(!glob_reaches(glob, prefix), "{glob} {prefix}");
        }
    }

    #[test]
    fn the_empty_path_is_matched_by_what_spans_none() {
        assert!(glob_matches("**", ""));
        assert!(!glob_matches("*", ""));
        assert!(!glob_matches("a", ""));
    }
}
