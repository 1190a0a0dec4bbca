//! Did you mean: the nearest of the words that could stand there.

use alloc::string::String;
use alloc::vec::Vec;

use crate::SYNONYMS;

/// The word of `candidates` that was probably meant: the one that a synonym stands for, or
/// the nearest by edit distance, if it is near enough.
///
/// ```
/// use init_grammar::nearest;
///
/// assert_eq!(nearest("wieght", ["weight", "bias"]), Some("weight"));
/// assert_eq!(nearest("stddev", ["std", "mean"]), Some("std"));
/// assert_eq!(nearest("stride", ["weight", "bias"]), None);
/// ```
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let candidates: Vec<&str> = candidates.into_iter().collect();
    let plain = normalized(word);
    let synonym = SYNONYMS
        .iter()
        .filter(|synonym| normalized(synonym.word) == plain)
        .find_map(|synonym| candidates.iter().find(|&&word| word == synonym.here));
    if let Some(here) = synonym {
        return Some(here);
    }
    nearest_spelling(&plain, &candidates).map(|place| candidates[place])
}

/// The place among `candidates` of the first of those that are nearest by edit distance, if they
/// are near enough.
pub const fn nearest_spelling(word: &str, candidates: &[&str]) -> Option<usize> {
    let mut best = None;
    let mut fewest = usize::MAX;
    let mut place = 0;
    while place < candidates.len() {
        let found = distance(word, candidates[place]);
        if found <= allowed(candidates[place]) && found < fewest {
            fewest = found;
            best = Some(place);
        }
        place += 1;
    }
    best
}

/// How far a word may be from the one that is meant: a third may be wrong, one letter at
/// least.
pub(crate) const fn allowed(word: &str) -> usize {
    let length = word.len();
    if length < 2 {
        0
    } else if length < 3 {
        1
    } else {
        length / 3
    }
}

pub(crate) fn normalized(word: &str) -> String {
    word.trim_end_matches('_')
        .to_lowercase()
        .replace(['-', ' '], "_")
}

/// The longest text that is compared.
pub(crate) const LONGEST: usize = 127;

/// Edit distance in bytes, with transpositions of neighbours (optimal string alignment). Texts
/// of more than 127 bytes are far from all others.
pub const fn distance(a: &str, b: &str) -> usize {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    if a.len() > LONGEST || b.len() > LONGEST {
        return usize::MAX;
    }
    // The rows of the last two letters of `a`, and the one that is being made.
    let mut rows = [[0; LONGEST + 1]; 3];
    let mut j = 0;
    while j <= b.len() {
        rows[1][j] = j;
        j += 1;
    }
    let mut i = 1;
    while i <= a.len() {
        rows[2][0] = i;
        j = 1;
        while j <= b.len() {
            let mut best = rows[1][j - 1] + (a[i - 1] != b[j - 1]) as usize;
            best = least(best, rows[1][j] + 1);
            best = least(best, rows[2][j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                best = least(best, rows[0][j - 2] + 1);
            }
            rows[2][j] = best;
            j += 1;
        }
        rows[0] = rows[1];
        rows[1] = rows[2];
        i += 1;
    }
    rows[1][b.len()]
}

const fn least(a: usize, b: usize) -> usize {
    if a < b { a } else { b }
}

/// `a`, `b` and `c`.
pub fn listed<T: AsRef<str>>(words: &[T]) -> String {
    let mut text = String::new();
    for (place, word) in words.iter().enumerate() {
        if place > 0 {
            text.push_str(if place + 1 == words.len() {
                " and "
            } else {
                ", "
            });
        }
        text.push_str(word.as_ref());
    }
    text
}
