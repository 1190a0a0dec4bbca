//! Parameters with the path or the stream of another.

use alloc::collections::BTreeSet;
use alloc::format;
use alloc::vec::Vec;

use init_grammar::short;

use super::planned::Planned;
use crate::error::{ErrorKind, Problem};
use crate::number::fnv::Fnv;

/// The parameters that have the path or the stream of an earlier one.
pub(super) fn duplicates(planned: &[Planned]) -> Vec<(usize, Problem)> {
    let mut problems = Vec::new();
    let mut same_path = BTreeSet::new();
    let hash = |planned: &Planned| Fnv::new().with(planned.path().bytes()).value();
    for group in groups(planned, hash) {
        // Different paths almost never have the same hash.
        let mut paths: Vec<&str> = Vec::new();
        for &(_, place) in &group {
            let path = planned[place].path();
            if paths.contains(&path) {
                same_path.insert(place);
                problems.push((place, Problem::duplicate_path().at(path)));
            } else {
                paths.push(path);
            }
        }
    }
    for mut group in groups(planned, Planned::stream) {
        group.retain(|(_, place)| !same_path.contains(place));
        for pair in group.windows(2) {
            let [other, path] = [pair[0], pair[1]].map(|(_, place)| planned[place].path());
            let problem = Problem::new(
                ErrorKind::DuplicateStream,
                format!(
                    "it has the stream of `{}`, so both would get the same values",
                    short(other)
                ),
            )
            .help("give one of them another `stream = \"…\"`; for values that are equal on purpose write `same_as = \"…\"`, with the path of the other, in place of `stream`");
            problems.push((pair[1].1, problem.at(path)));
        }
    }
    problems
}

/// The indices of the parameters that have a number in common with others, in groups.
fn groups(planned: &[Planned], number: impl Fn(&Planned) -> u64) -> Vec<Vec<(u64, usize)>> {
    let numbers = planned.iter().map(number);
    let mut places: Vec<(u64, usize)> = numbers.zip(0..).collect();
    places.sort_unstable();
    places
        .chunk_by(|(one, _), (other, _)| one == other)
        .filter(|group| group.len() > 1)
        .map(<[_]>::to_vec)
        .collect()
}
