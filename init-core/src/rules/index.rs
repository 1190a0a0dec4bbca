//! The rules that may reach a path, found by the components before their first star.

use alloc::vec::Vec;

/// So few rules are asked one by one.
const FEW: usize = 8;

/// The rules of one declaration, by the literal beginning of their globs.
#[derive(Debug)]
pub(super) struct Index<'r> {
    count: usize,
    /// The whole components of each glob before its first star, sorted, and the place of the rule; empty
    /// for few rules.
    sorted: Vec<(&'r str, usize)>,
}

impl<'r> Index<'r> {
    pub(super) fn new(count: usize, literal: impl Fn(usize) -> &'r str) -> Self {
        let mut sorted = Vec::new();
        if count > FEW {
            sorted.extend((0..count).map(|place| (literal(place), place)));
            sorted.sort_unstable();
        }
        Self { count, sorted }
    }

    /// Puts the places of the rules that may match `path` into `found`, the last first: only those whose
    /// literal beginning is a beginning of the path.
    pub(super) fn candidates(&self, path: &str, found: &mut Vec<usize>) {
        found.clear();
        if self.sorted.is_empty() {
            found.extend((0..self.count).rev());
            return;
        }
        let bytes = path.bytes().enumerate();
        let dots = bytes.filter(|(_, byte)| *byte == b'.');
        let ends = dots.map(|(dot, _)| dot).chain([path.len()]);
        found.extend(self.of(""));
        for end in ends.filter(|&end| end > 0) {
            found.extend(self.of(&path[..end]));
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

    #[test]
    fn every_rule_that_matches_is_a_candidate() {
        let parts = ["a", "b", "a*", "*", "**", "ab"];
        let globs: Vec<String> = (parts.iter())
            .flat_map(|one| parts.map(|two| format!("{one}.{two}")))
            .chain(parts.map(String::from))
            .collect();
        let filters: Vec<Filter<'_>> = globs.iter().map(Filter::at).collect();
        let index = Index::new(filters.len(), |place| filters[place].literal());
        let mut found = Vec::new();
        for path in ["", "a", "ab", "b.a", "a.b", "ab.a", "a.b.ab", ".a", "a..b"] {
            index.candidates(path, &mut found);
            let matching: Vec<usize> = (0..globs.len())
                .rev()
                .filter(|&place| glob_matches(&globs[place], path))
                .collect();
            found.retain(|&place| glob_matches(&globs[place], path));
            assert_eq!(found, matching, "{path}");
        }
    }

    #[test]
    fn a_rule_for_another_layer_is_no_candidate() {
        let filters: Vec<Filter<'_>> = (0..100)
            .map(|layer| Filter::at(format!("layers.{layer}.*")))
            .collect();
        let index = Index::new(filters.len(), |place| filters[place].literal());
        let mut found = Vec::new();
        index.candidates("layers.17.weight", &mut found);
        assert_eq!(found, [17]);
    }
}
