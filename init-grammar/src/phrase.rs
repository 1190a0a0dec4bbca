//! An initializer in the words of an attribute, as plans show it.

use crate::initializer;

/// An initializer as it is written in an attribute: its word, and the keys after it.
///
/// ```
/// use init_grammar::Phrase;
///
/// let phrase = Phrase::new("kaiming_normal, mode = \"fan_out\", scale = 0.5");
/// assert_eq!(phrase.word(), "kaiming_normal");
/// assert_eq!(phrase.key("mode"), Some("\"fan_out\""));
/// assert_eq!(phrase.key("a"), None);
/// assert!(phrase.is_composed());
/// assert_eq!(Phrase::new("sparse, sparsity = 0.1, per_row").key("per_row"), Some(""));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Phrase<'t>(&'t str);

impl<'t> Phrase<'t> {
    /// The initializer that a text describes.
    pub fn new(text: &'t str) -> Self {
        Self(text)
    }

    /// The word of the initializer.
    pub fn word(self) -> &'t str {
        let first = self.entries().next().unwrap_or_default();
        halves(first).0
    }

    /// The value of a key, as it is written; empty for a flag, `None` where it is not given.
    pub fn key(self, key: &str) -> Option<&'t str> {
        let mut keys = self.entries().skip(1).map(halves);
        keys.find_map(|(word, value)| (word == key).then_some(value))
    }

    /// Whether something acts on the values of the initializer: a factor, a sum or a function.
    pub fn is_composed(self) -> bool {
        initializer(self.word()).is_some_and(|found| {
            let mut keys = self.entries().skip(1).map(|entry| halves(entry).0);
            keys.any(|key| found.is_composed_by(key))
        })
    }

    /// The parts between the commas that stand in no brackets and no string.
    fn entries(self) -> impl Iterator<Item = &'t str> {
        let (mut depth, mut in_string, mut escaped) = (0_usize, false, false);
        let ends_entry = move |letter: char| {
            if in_string {
                in_string = escaped || letter != '"';
                escaped = letter == '\\' && !escaped;
                return false;
            }
            match letter {
                '"' => in_string = true,
                '(' | '[' | '{' => depth += 1,
                ')' | ']' | '}' => depth = depth.saturating_sub(1),
                ',' => return depth == 0,
                _ => {}
            }
            false
        };
        self.0.split(ends_entry).map(str::trim)
    }
}

/// A word, and what is after its `=`.
fn halves(entry: &str) -> (&str, &str) {
    let (word, value) = entry.split_once('=').unwrap_or((entry, ""));
    (word.trim(), value.trim())
}

/// The paths of a reference that names several, of which the first that exists is meant: `"a|b"`.
pub fn alternatives(reference: &str) -> impl Iterator<Item = &str> {
    reference.split('|').map(str::trim)
}

#[cfg(test)]
mod tests {
    use super::Phrase;

    #[test]
    fn commas_in_brackets_and_strings_end_no_entry() {
        let phrase = Phrase::new(r#"norm_of = "a, \"b, c", axis = 1"#);
        assert_eq!((phrase.word(), phrase.key("axis")), ("norm_of", Some("1")));
        let phrase = Phrase::new("normal, add = (sparse, sparsity = 0.1, per_row), then = …");
        assert_eq!(phrase.key("per_row"), None);
        assert_eq!(phrase.key("add"), Some("(sparse, sparsity = 0.1, per_row)"));
        assert_eq!(phrase.key("then"), Some("…"));
    }

    #[test]
    fn an_initializer_that_has_a_key_scale_is_not_composed_by_it() {
        assert!(!Phrase::new("variance_scaling, scale = 2.0").is_composed());
        assert!(Phrase::new("variance_scaling, scale = 2.0, then = …").is_composed());
        assert_eq!(Phrase::new("").word(), "");
    }
}
