//! Did you mean: the nearest of the words that could stand there.

use init_grammar::{
    FIELD_OPTIONS, INITIALIZERS, KEYS, Kind, MARKERS, STRUCT_OPTIONS, SYNONYMS, example,
};
use syn::Expr;

use crate::text::spelled;

/// The word of `candidates` that was probably meant: the one that a synonym stands for, or
/// the nearest by edit distance, if it is near enough.
pub(crate) fn nearest<'a>(
    word: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
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
        .filter(|&(distance, candidate)| distance <= allowed(candidate))
        .min_by_key(|&(distance, _)| distance)
        .map(|(_, candidate)| candidate)
}

/// A third of the word may be wrong, one letter at least.
fn allowed(word: &str) -> usize {
    let length = word.chars().count();
    (length / 3).max(usize::from(length > 1))
}

fn normalized(word: &str) -> String {
    word.trim_end_matches('_')
        .to_lowercase()
        .replace(['-', ' '], "_")
}

/// Edit distance with transpositions of neighbours (optimal string alignment).
fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut rows: Vec<Vec<usize>> = vec![(0..=b.len()).collect()];
    for i in 1..=a.len() {
        let mut row = vec![i];
        for j in 1..=b.len() {
            let replaced = rows[i - 1][j - 1] + usize::from(a[i - 1] != b[j - 1]);
            let mut best = replaced.min(rows[i - 1][j] + 1).min(row[j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                best = best.min(rows[i - 2][j - 2] + 1);
            }
            row.push(best);
        }
        rows.push(row);
    }
    rows[a.len()][b.len()]
}

/// What `word = …` takes; `None` for a word that the grammar does not have.
pub(crate) fn kind(word: &str) -> Option<Kind> {
    let initializer = INITIALIZERS.iter().find(|found| found.word == word);
    if let Some(found) = initializer {
        return Some(found.value.unwrap_or(Kind::Flag));
    }
    [KEYS, FIELD_OPTIONS, MARKERS, STRUCT_OPTIONS]
        .into_iter()
        .flatten()
        .find(|key| key.word == word)
        .map(|key| key.kind)
}

/// Every word of the language, initializers first.
pub(crate) fn all_words() -> impl Iterator<Item = &'static str> {
    let others = [MARKERS, KEYS, FIELD_OPTIONS].into_iter().flatten();
    INITIALIZERS
        .iter()
        .map(|found| found.word)
        .chain(others.map(|key| key.word))
}

/// The entry that a word makes, with the value that was given or, in place of it, an example.
pub(crate) fn usage(word: &str, value: Option<&Expr>) -> String {
    match (kind(word), value) {
        (Some(Kind::Flag), _) => word.to_owned(),
        (_, Some(value)) => format!("{word} = {}", spelled(value)),
        (_, None) => format!("{word} = {}", example(word).unwrap_or("…")),
    }
}

/// `a`, `b` or `c`.
pub(crate) fn alternatives(words: &[String]) -> String {
    match words {
        [] => String::new(),
        [word] => word.clone(),
        [words @ .., last] => format!("{} or {last}", words.join(", ")),
    }
}
