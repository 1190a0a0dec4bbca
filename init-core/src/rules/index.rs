//! The rules that reach a path, found by the components before their first star.

use alloc::vec::Vec;

use init_grammar::{Filter, Glob};

/// So few rules are asked one by one.
const FEW: usize = 16;

/// The rules of one declaration, by the literal beginning of their globs.
#[derive(Debug)]
pub(super) struct Index<'r> {
    globs: Vec<Glob<'r>>,
    /// The whole components of each glob before its first star, sorted, and the place of the rule; empty
    /// for few rules.
    sorted: Vec<(&'r str, usize)>,
}

impl<'r> Index<'r> {
    pub(super) fn new(filters: impl Iterator<Item = &'r Filter<'r>> + Clone) -> Self {
        let globs: Vec<_> = filters
            .clone()
            .map(|filter| Glob::new(&filter.at))
            .collect();
        let mut sorted = Vec::new();
        if globs.len() > FEW {
            sorted.extend(filters.map(Filter::literal).zip(0..));
            sorted.sort_unstable();
        }
        Self { globs, sorted }
    }

    /// Puts the places of the rules whose globs match `path` into `found`, the last first. The literal
    /// beginning of a glob that matches is a beginning of the path.
    pub(super) fn matching(&self, path: &str, found: &mut Vec<usize>) {
        found.clear();
        let matches = |&place: &usize| self.globs[place].matches(path);
        if self.sorted.is_empty() {
            found.extend((0..self.globs.len()).rev().filter(matches));
            return;
        }
        let bytes = path.bytes().enumerate();
        let dots = bytes.filter(|(_, byte)| *byte == b'.');
        let ends = dots.map(|(dot, _)| dot).chain([path.len()]);
        found.extend(self.of("").filter(matches));
        for end in ends.filter(|&end| end > 0) {
            found.extend(self.of(&path[..end]).filter(matches));
        }
        found.sort_unstable_by(|one, other| other.cmp(one));
    }

    /// The rules with this literal beginning.
    fn of(&self, literal: &str) -> impl Iterator<Item = usize> {
        let start = self.sorted.partition_point(|(known, _)| *known < literal);
        let rest = self.sorted[start..].iter();
        rest.take_while(move |(known, _)| *known == literal)
            .map(|(_, place)| *place)
    }
}

#[cfg(test)]
mod tests {
    use alloc::format;
    use alloc::string::String;
    use alloc::vec::Vec;

    use init_grammar::{Filter, glob_matches};

    use super::Index;

    /// The places that an index finds, and those of the globs that match.
    fn found(globs: &[String], path: &str) -> [Vec<usize>; 2] {
        let filters: Vec<Filter<'_>> = globs.iter().map(Filter::at).collect();
        let mut found = Vec::new();
        Index::new(filters.iter()).matching(path, &mut found);
        let matching = (0..globs.len()).rev();
        let matching = matching.filter(|&place| glob_matches(&globs[place], path));
        [found, matching.collect()]
    }

    #[test]
    fn every_rule_that_matches_is_found_the_last_first() {
        let parts = ["a", "b", "a*", "*", "**", "ab"];
        let globs: Vec<String> = (parts.iter())
            .flat_map(|one| parts.map(|two| format!("{one}.{two}")))
            .chain(parts.map(String::from))
            .collect();
        for path in ["", "a", "ab", "b.a", "a.b", "ab.a", "a.b.ab", ".a", "a..b"] {
            for globs in [&globs[..], &globs[30..]] {
                let [found, matching] = found(globs, path);
                assert_eq!(found, matching, "{path}");
            }
        }
    }

    #[test]
    fn of_many_layers_one_is_found() {
        let globs: Vec<String> = (0..100).map(|layer| format!("layers.{layer}.*")).collect();
        assert_eq!(found(&globs, "layers.17.weight")[0], [17]);
    }
}
