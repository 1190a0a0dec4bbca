//! Did you mean: the nearest of the words that are possible there.

use alloc::string::String;
use alloc::vec::Vec;

use crate::SYNONYMS;

/// The word of `candidates` that was probably meant: the one of which it is a synonym, or
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
    let mut synonyms = SYNONYMS.iter().filter(|synonym| synonym.word == plain);
    let meant = |here| candidates.iter().find(|&&word| word == here);
    if let Some(here) = synonyms.find_map(|synonym| meant(synonym.here)) {
        return Some(here);
    }
    let mut best: Option<(usize, &'a str)> = None;
    for candidate in candidates {
        let Some(nearer) = best.map_or(LONGEST, |(far, _)| far).checked_sub(1) else {
            break;
        };
        let most = nearer.min(allowed(candidate));
        if let Some(far) = distance_within(&plain, candidate, most, &mut 0) {
            best = Some((far, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
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

/// Edit distance in bytes, with transpositions of neighbours (optimal string alignment), if it is
/// `most` or less. It stops at the first letter after which the rest cannot make up for more, and
/// adds the letters that it looks at to the cost. Texts of more than 127 bytes are far from all
/// others.
///
/// A column of the table of distances is two sets of bits, where it rises and where it falls from
/// one letter of `a` to the next (Hyyrö, "A bit-vector algorithm for computing Levenshtein and
/// Damerau edit distances", 2003).
pub(crate) fn distance_within(a: &str, b: &str, most: usize, cost: &mut usize) -> Option<usize> {
    if a.len() > LONGEST || b.len() > LONGEST {
        return None;
    }
    let (a, b) = differing(a.as_bytes(), b.as_bytes());
    if a.len().abs_diff(b.len()) > most {
        return None;
    }
    let Some(end) = a.len().checked_sub(1) else {
        return Some(b.len());
    };
    let mut places = [0_u128; 256];
    for (place, &letter) in a.iter().enumerate() {
        places[usize::from(letter)] |= 1 << place;
    }
    let (mut rises, mut falls) = (u128::MAX, 0);
    let (mut same, mut equal_before) = (0, 0);
    let mut distance = a.len();
    for (&letter, rest) in b.iter().zip((0..b.len()).rev()) {
        *cost += 1;
        let equal = places[usize::from(letter)];
        let swapped = ((!same & equal) << 1) & equal_before;
        // Where the diagonal does not rise.
        same = ((equal & rises).wrapping_add(rises) ^ rises) | equal | falls | swapped;
        let right_rises = falls | !(same | rises);
        let right_falls = same & rises;
        distance += usize::from(right_rises >> end & 1 == 1);
        distance -= usize::from(right_falls >> end & 1 == 1);
        if distance > most + rest {
            return None;
        }
        // The first row rises with every letter of `b`.
        let right_rises = right_rises << 1 | 1;
        rises = right_falls << 1 | !(same | right_rises);
        falls = right_rises & same;
        equal_before = equal;
    }
    Some(distance).filter(|&found| found <= most)
}

/// Two texts without the beginning and the end that they share, which add nothing to their
/// distance.
fn differing<'t>(a: &'t [u8], b: &'t [u8]) -> (&'t [u8], &'t [u8]) {
    let same = |(a, b): &(&u8, &u8)| a == b;
    let head = a.iter().zip(b).take_while(same).count();
    let (a, b) = (&a[head..], &b[head..]);
    let tail = (a.iter().rev().zip(b.iter().rev()))
        .take_while(same)
        .count();
    (&a[..a.len() - tail], &b[..b.len() - tail])
}

/// The distance by its definition.
#[cfg(test)]
pub(crate) fn distance(a: &str, b: &str) -> usize {
    if a.len() > LONGEST || b.len() > LONGEST {
        return usize::MAX;
    }
    let (a, b) = (a.as_bytes(), b.as_bytes());
    // The rows of the last two letters of `a`, and the one that is being made.
    let mut before = alloc::vec![0; b.len() + 1];
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
        core::mem::swap(&mut before, &mut last);
        core::mem::swap(&mut last, &mut row);
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
