//! Did you mean: the nearest of the words that could stand there.

use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;
use core::mem;

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
    candidates
        .into_iter()
        .map(|candidate| (distance(&plain, candidate), candidate))
        .filter(|(distance, candidate)| *distance <= allowed(candidate))
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// How far a word may be from the one that is meant: a third may be wrong, one letter at
/// least.
pub(crate) fn allowed(word: &str) -> usize {
    match word.len() {
        0 | 1 => 0,
        2 => 1,
        length => length / 3,
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
pub fn distance(a: &str, b: &str) -> usize {
    if a.len() > LONGEST || b.len() > LONGEST {
        return usize::MAX;
    }
    let (a, b) = (a.as_bytes(), b.as_bytes());
    // The rows of the last two letters of `a`, and the one that is being made.
    let mut before = vec![0; b.len() + 1];
    let mut last: Vec<usize> = (0..=b.len()).collect();
    let mut row = before.clone();
    for i in 1..=a.len() {
        row[0] = i;
        for j in 1..=b.len() {
            let replaced = last[j - 1] + usize::from(a[i - 1] != b[j - 1]);
            row[j] = replaced.min(last[j] + 1).min(row[j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                row[j] = row[j].min(before[j - 2] + 1);
            }
        }
        // The row before the last is made anew.
        mem::swap(&mut before, &mut last);
        mem::swap(&mut last, &mut row);
    }
    last[b.len()]
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
