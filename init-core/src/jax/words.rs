//! The words of an initializer, as a plan has them: `variance_scaling, scale = 2.0, mode = "fan_out"`.

/// An initializer in the words of an attribute.
#[derive(Debug, Clone, Copy)]
pub(super) struct Words<'e>(pub(super) &'e str);

impl<'e> Words<'e> {
    /// The name of the initializer.
    pub(super) fn name(self) -> &'e str {
        self.0.split([',', ' ']).next().unwrap_or_default()
    }

    fn value(self, key: &str) -> Option<&'e str> {
        let pairs = self.0.split(", ").filter_map(|pair| pair.split_once(" = "));
        let found = pairs.filter(|(word, _)| *word == key);
        found.map(|(_, value)| value).last()
    }

    /// The number that a key gives.
    pub(super) fn number(self, key: &str) -> Option<f64> {
        self.value(key)?.parse().ok()
    }

    /// The text that a key gives.
    pub(super) fn text(self, key: &str) -> Option<&'e str> {
        Some(self.value(key)?.trim_matches('"'))
    }

    /// Whether a word stands alone.
    pub(super) fn has(self, word: &str) -> bool {
        self.0.split(", ").any(|found| found == word)
    }
}
