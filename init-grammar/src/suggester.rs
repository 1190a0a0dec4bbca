//! Did you mean, for many words and one set of candidates: work that is bounded, whatever a file
//! holds.

use alloc::collections::{BTreeMap, BTreeSet};
use alloc::rc::Rc;
use alloc::vec::Vec;
use core::cell::Cell;

use crate::SYNONYMS;
use crate::suggest::{LONGEST, allowed, distance_within, normalized};

/// How many letters are looked at for all words together: some milliseconds.
const BUDGET: usize = 1 << 21;

/// The letters that a candidate takes as long as, before its own are looked at.
const CANDIDATE: usize = 32;

/// How many beginnings of a name are taken for a prefix.
const DEEPEST: usize = 16;

/// How much may still be looked at. Clones share what is left.
#[derive(Debug, Clone)]
pub struct Budget(Rc<Purse>);

#[derive(Debug)]
struct Purse {
    left: Cell<usize>,
    distances: Cell<usize>,
}

impl Default for Budget {
    /// Some million letters.
    fn default() -> Self {
        Self(Rc::new(Purse {
            left: Cell::new(BUDGET),
            distances: Cell::new(0),
        }))
    }
}

impl Budget {
    /// How many distances have been computed.
    pub fn distances(&self) -> usize {
        self.0.distances.get()
    }

    fn is_spent(&self) -> bool {
        self.0.left.get() == 0
    }

    /// The distance of two texts, if it is `most` or less and there is something left.
    fn distance(&self, a: &str, b: &str, most: usize) -> Option<usize> {
        if self.is_spent() {
            return None;
        }
        self.0.distances.set(self.distances() + 1);
        let mut cost = CANDIDATE;
        let found = distance_within(a, b, most, &mut cost);
        self.0.left.set(self.0.left.get().saturating_sub(cost));
        found
    }
}

/// Finds, for each of many words, the one of the candidates that was probably meant, as
/// [`nearest`](crate::nearest) does for one word. Once it has looked at some million pairs of
/// letters it finds nothing more.
///
/// ```
/// use init_grammar::Suggester;
///
/// let suggester = Suggester::new(["body.weight", "body.bias"]);
/// assert_eq!(suggester.nearest("body.wieght"), Some("body.weight"));
/// assert_eq!(suggester.nearest("head.scale"), None);
/// ```
#[derive(Debug)]
pub struct Suggester<'a> {
    /// The candidates, each with its index in the order in which they were given.
    by_length: BTreeMap<usize, Vec<(usize, &'a str)>>,
    all: BTreeSet<&'a str>,
    budget: Budget,
}

impl<'a> Suggester<'a> {
    /// One for these candidates.
    pub fn new(candidates: impl IntoIterator<Item = &'a str>) -> Self {
        Self::within(candidates, &Budget::default())
    }

    /// One that shares what may be looked at with others.
    pub fn within(candidates: impl IntoIterator<Item = &'a str>, budget: &Budget) -> Self {
        let mut suggester = Self {
            by_length: BTreeMap::new(),
            all: BTreeSet::new(),
            budget: budget.clone(),
        };
        for (place, word) in candidates.into_iter().enumerate() {
            if suggester.all.insert(word) {
                let of_length = suggester.by_length.entry(word.len()).or_default();
                of_length.push((place, word));
            }
        }
        suggester
    }

    /// The candidates, each once, sorted.
    pub fn candidates(&self) -> &BTreeSet<&'a str> {
        &self.all
    }

    /// The candidate that was probably meant by `word`: the one of which it is a synonym, or
    /// the first of those that are nearest by edit distance, if they are near enough.
    pub fn nearest(&self, word: &str) -> Option<&'a str> {
        if self.budget.is_spent() || word.len() > LONGEST {
            return None;
        }
        let plain = normalized(word);
        let mut synonyms = SYNONYMS.iter().filter(|known| known.word == plain);
        if let Some(here) = synonyms.find_map(|known| self.all.get(known.here)) {
            return Some(here);
        }
        // A third of a candidate may be wrong: one of another length is too far.
        let near = plain.len().saturating_sub(plain.len() / 3)..=plain.len() + plain.len() / 2 + 1;
        let candidates = self.by_length.range(near).flat_map(|(_, words)| words);
        let found = self.least(&plain, candidates, 1, allowed);
        found.first().copied()
    }

    /// The candidates that are the least far from `word`, so many at most, the nearest first, and
    /// of two that are as near the one that was given first. Those of more than 127 bytes are
    /// left out.
    ///
    /// ```
    /// use init_grammar::Suggester;
    ///
    /// let suggester = Suggester::new(["body.weight", "body.bias", "head.bias"]);
    /// assert_eq!(suggester.closest("head", 2), ["head.bias", "body.bias"]);
    /// ```
    pub fn closest(&self, word: &str, count: usize) -> Vec<&'a str> {
        if word.len() > LONGEST {
            return Vec::new();
        }
        // Those of about its length are near, and bound how far the others may be.
        let longer = self.by_length.range(word.len()..);
        let shorter = self.by_length.range(..word.len()).rev();
        let candidates = longer.chain(shorter).flat_map(|(_, words)| words);
        self.least(word, candidates, count, |_| LONGEST)
    }

    /// The nearest of some candidates, within the distance that is allowed for each.
    fn least<'c>(
        &self,
        word: &str,
        candidates: impl Iterator<Item = &'c (usize, &'a str)>,
        count: usize,
        allowed: impl Fn(&str) -> usize,
    ) -> Vec<&'a str>
    where
        'a: 'c,
    {
        let mut least: Vec<(usize, usize, &'a str)> = Vec::new();
        for &(place, candidate) in candidates {
            let worst = least.get(count.wrapping_sub(1));
            let most = worst.map_or(LONGEST, |&(far, ..)| far);
            let most = most.min(allowed(candidate));
            if candidate.len() > LONGEST || word.len().abs_diff(candidate.len()) > most {
                continue;
            }
            if self.budget.is_spent() {
                break;
            }
            if let Some(far) = self.budget.distance(word, candidate, most) {
                let at = least.partition_point(|&(other, first, _)| (other, first) < (far, place));
                least.insert(at, (far, place, candidate));
                least.truncate(count);
            }
        }
        least.into_iter().map(|(.., word)| word).collect()
    }

    /// How many distances have been computed, within its budget.
    pub fn distances(&self) -> usize {
        self.budget.distances()
    }
}

/// The prefix, of whole components and 127 bytes at most, with which the most of `words` are among
/// `candidates`, and how many are. Of two equal ones, the shorter.
///
/// ```
/// use init_grammar::common_prefix;
///
/// let file = ["model.weight", "model.bias", "step"];
/// assert_eq!(common_prefix(&["weight", "bias"], file), Some(("model.", 2)));
/// assert_eq!(common_prefix(&["scale"], file), None);
/// ```
pub fn common_prefix<'a>(
    words: &[&str],
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<(&'a str, usize)> {
    let words: BTreeSet<&str> = words.iter().copied().collect();
    let mut found: BTreeMap<&str, usize> = BTreeMap::new();
    for candidate in candidates {
        let dots = candidate.match_indices('.').map(|(dot, _)| dot + 1);
        let starts = core::iter::once(0).chain(dots).take(DEEPEST);
        for start in starts.take_while(|&start| start <= LONGEST) {
            let (prefix, word) = candidate.split_at(start);
            if words.contains(word) {
                *found.entry(prefix).or_default() += 1;
            }
        }
    }
    let better = |&(a, many): &(&str, usize), &(b, more): &(&str, usize)| {
        many.cmp(&more).then_with(|| b.len().cmp(&a.len()))
    };
    found.into_iter().max_by(better)
}

#[cfg(test)]
mod tests {
    use alloc::format;
    use alloc::string::String;
    use alloc::vec::Vec;

    use super::{BUDGET, Suggester};
    use crate::nearest;
    use crate::suggest::{LONGEST, distance, distance_within};

    /// Words of up to nine of three letters, from a generator with a fixed seed.
    fn words(count: usize) -> Vec<String> {
        let mut state = 5_u64;
        let mut next = move || {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1);
            (state >> 33) as usize
        };
        let mut word = || {
            (0..next() % 10)
                .map(|_| ["a", "b", "_"][next() % 3])
                .collect()
        };
        (0..count).map(|_| word()).collect()
    }

    /// Sample of 2,500 pairs, up to the longest that are compared.
    #[test]
    fn a_distance_of_long_words_is_the_distance() {
        let words: Vec<String> = words(800).chunks(16).map(<[_]>::concat).collect();
        assert!(words.iter().any(|word| word.len() > 64));
        for a in &words {
            for b in &words {
                let expected = distance(a, b);
                let found = distance_within(a, b, LONGEST, &mut 0).unwrap_or(usize::MAX);
                assert_eq!(found, expected, "{a} {b}");
            }
        }
    }

    /// Sample of 40,000 pairs.
    #[test]
    fn a_bounded_distance_is_the_distance() {
        let words = words(200);
        for a in &words {
            for b in &words {
                for most in 0..10 {
                    let expected = Some(distance(a, b)).filter(|&found| found <= most);
                    let found = distance_within(a, b, most, &mut 0);
                    assert_eq!(found, expected, "{a} {b} {most}");
                }
            }
        }
    }

    #[test]
    fn many_words_are_answered_as_one_is() {
        let words = words(400);
        let (words, candidates) = words.split_at(200);
        let suggester = Suggester::new(candidates.iter().map(String::as_str));
        for word in words {
            let expected = nearest(word, candidates.iter().map(String::as_str));
            assert_eq!(suggester.nearest(word), expected, "{word}");
        }
    }

    #[test]
    fn the_closest_are_those_of_the_least_distance() {
        let words = words(300);
        let (words, candidates) = words.split_at(100);
        let suggester = Suggester::new(candidates.iter().map(String::as_str));
        for word in words {
            let mut expected: Vec<&str> = Vec::new();
            for candidate in candidates {
                if !expected.contains(&candidate.as_str()) {
                    expected.push(candidate);
                }
            }
            expected.sort_by_key(|candidate| distance(word, candidate));
            expected.truncate(3);
            assert_eq!(suggester.closest(word, 3), expected, "{word}");
        }
    }

    /// 4,000,000 pairs of names of one length.
    #[test]
    fn the_work_is_bounded() {
        let names = |of: &str| -> Vec<String> {
            (0..2000)
                .map(|k| format!("{of}.layers.{k:04}.weight"))
                .collect()
        };
        let (here, there) = (names("encoder"), names("decoder"));
        let suggester = Suggester::new(there.iter().map(String::as_str));
        for name in &here {
            suggester.nearest(name);
        }
        assert!(suggester.distances() > 100);
        assert!(suggester.distances() <= BUDGET);
        assert_eq!(suggester.nearest("decoder.layers.0000.weigth"), None);
    }
}
