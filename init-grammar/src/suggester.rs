//! Did you mean, for many words and one set of candidates: work that is bounded, whatever a file
//! holds.

use alloc::borrow::Cow;
use alloc::collections::{BTreeMap, BTreeSet};
use alloc::format;
use alloc::vec::Vec;

use crate::SYNONYMS;
use crate::suggest::{LONGEST, allowed, normalized};

/// How many candidates and pairs of letters are looked at for all words together: some
/// milliseconds.
const BUDGET: usize = 1 << 22;

/// How many beginnings of a name are taken for a prefix.
const DEEPEST: usize = 16;

/// Finds, for each of many words, the one of the candidates that was probably meant, as
/// [`nearest`](crate::nearest) does for one word. Once it has looked at some million pairs of
/// letters it finds nothing more.
///
/// ```
/// use init_grammar::Suggester;
///
/// let mut suggester = Suggester::new(["body.weight", "body.bias"]);
/// assert_eq!(suggester.nearest("body.wieght"), Some("body.weight"));
/// assert_eq!(suggester.nearest("head.scale"), None);
/// ```
#[derive(Debug)]
pub struct Suggester<'a> {
    /// The candidates, and the place of each in the order that they were given in.
    by_length: BTreeMap<usize, Vec<(usize, &'a str)>>,
    all: BTreeSet<&'a str>,
    left: usize,
    distances: usize,
}

impl<'a> Suggester<'a> {
    /// One for these candidates.
    pub fn new(candidates: impl IntoIterator<Item = &'a str>) -> Self {
        let mut suggester = Self {
            by_length: BTreeMap::new(),
            all: BTreeSet::new(),
            left: BUDGET,
            distances: 0,
        };
        for (place, word) in candidates.into_iter().enumerate() {
            if suggester.all.insert(word) {
                let of_length = suggester.by_length.entry(word.len()).or_default();
                of_length.push((place, word));
            }
        }
        suggester
    }

    /// The candidate that was probably meant by `word`: the one that a synonym stands for, or
    /// the first of those that are nearest by edit distance, if they are near enough.
    pub fn nearest(&mut self, word: &str) -> Option<&'a str> {
        if self.left == 0 || word.len() > LONGEST {
            return None;
        }
        let plain = normalized(word);
        let mut synonyms = SYNONYMS.iter().filter(|known| known.word == plain);
        if let Some(here) = synonyms.find_map(|known| self.all.get(known.here)) {
            return Some(here);
        }
        let mut best: Option<(usize, usize, &'a str)> = None;
        // A third of a candidate may be wrong: one of another length is too far.
        let near = plain.len().saturating_sub(plain.len() / 3)..=plain.len() + plain.len() / 2 + 1;
        for &(place, candidate) in self.by_length.range(near).flat_map(|(_, words)| words) {
            let most = best.map_or(usize::MAX, |(fewest, ..)| fewest);
            let most = most.min(allowed(candidate));
            if plain.len().abs_diff(candidate.len()) > most {
                continue;
            }
            let cost = 1 + plain.len() * candidate.len();
            let Some(left) = self.left.checked_sub(cost) else {
                self.left = 0;
                break;
            };
            self.left = left;
            self.distances += 1;
            if let Some(found) = distance_within(&plain, candidate, most)
                && best.is_none_or(|(fewest, first, _)| (found, place) < (fewest, first))
            {
                best = Some((found, place, candidate));
            }
        }
        best.map(|(.., word)| word)
    }

    /// How many distances have been computed.
    pub fn distances(&self) -> usize {
        self.distances
    }
}

/// The [`distance`](crate::distance) of two texts, if it is `most` or less. It stops at the first
/// letter that all ways pass with more.
fn distance_within(a: &str, b: &str, most: usize) -> Option<usize> {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    if a.len() > LONGEST || b.len() > LONGEST {
        return None;
    }
    let mut rows = [[0; LONGEST + 1]; 3];
    let [before, last, row] = &mut rows;
    for (j, cell) in last.iter_mut().enumerate() {
        *cell = j;
    }
    for i in 1..=a.len() {
        row[0] = i;
        let mut least = i;
        for j in 1..=b.len() {
            let replaced = last[j - 1] + usize::from(a[i - 1] != b[j - 1]);
            let mut best = replaced.min(last[j] + 1).min(row[j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                best = best.min(before[j - 2] + 1);
            }
            row[j] = best;
            least = least.min(best);
        }
        if least > most {
            return None;
        }
        *before = *last;
        *last = *row;
    }
    Some(last[b.len()]).filter(|&found| found <= most)
}

/// The prefix, of whole components and 127 bytes at most, that stands before the most of `words` among `candidates`,
/// and before how many. Of two the shorter.
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

/// A text of at most `most` characters: of a longer one the beginning and the end.
///
/// ```
/// use init_grammar::shortened;
///
/// assert_eq!(shortened("weight", 6), "weight");
/// assert_eq!(shortened("abcdefghij", 6), "abcd…j");
/// ```
pub fn shortened(text: &str, most: usize) -> Cow<'_, str> {
    let (head, tail) = (most * 2 / 3, (most - most * 2 / 3).saturating_sub(1));
    if text.len() <= most || text.chars().nth(most).is_none() {
        return text.into();
    }
    let start = text.char_indices().nth(head).map_or(0, |(place, _)| place);
    let ends = text.char_indices().rev().map(|(place, _)| place);
    let end = ends.take(tail).last().unwrap_or(text.len());
    format!("{}…{}", &text[..start], &text[end..]).into()
}

#[cfg(test)]
mod tests {
    use alloc::format;
    use alloc::string::String;
    use alloc::vec::Vec;

    use super::{BUDGET, Suggester, distance_within};
    use crate::{distance, nearest};

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

    /// Sample of 40,000 pairs.
    #[test]
    fn a_bounded_distance_is_the_distance() {
        let words = words(200);
        for a in &words {
            for b in &words {
                for most in 0..10 {
                    let expected = Some(distance(a, b)).filter(|&found| found <= most);
                    assert_eq!(distance_within(a, b, most), expected, "{a} {b} {most}");
                }
            }
        }
    }

    #[test]
    fn many_words_are_answered_as_one_is() {
        let words = words(400);
        let (words, candidates) = words.split_at(200);
        let mut suggester = Suggester::new(candidates.iter().map(String::as_str));
        for word in words {
            let expected = nearest(word, candidates.iter().map(String::as_str));
            assert_eq!(suggester.nearest(word), expected, "{word}");
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
        let mut suggester = Suggester::new(there.iter().map(String::as_str));
        for name in &here {
            suggester.nearest(name);
        }
        assert!(suggester.distances() > 100);
        assert!(suggester.distances() * here[0].len() * there[0].len() <= BUDGET);
        assert_eq!(suggester.nearest("decoder.layers.0000.weigth"), None);
    }
}
