//! Layouts: the role of each axis of a tensor, one letter each.

use core::fmt;

/// The fault of a layout itself, whatever the tensor; to be read after `layout "…" `.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LayoutFault {
    /// A character that names no axis.
    Character(char),
    /// A duplicate letter.
    Twice(char),
    /// No letter for the output or input axis.
    Missing(char),
}

impl fmt::Display for LayoutFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Character(found) => {
                write!(
                    f,
                    "holds `{found}`, which is not a lower-case letter or `*`"
                )
            }
            Self::Twice(letter) => write!(f, "names the axis `{letter}` twice"),
            Self::Missing(letter) => write!(f, "names no `{letter}` axis"),
        }
    }
}

/// The first fault of a layout.
///
/// ```
/// use init_grammar::{LayoutFault, layout_fault};
///
/// assert_eq!(layout_fault("oihw"), None);
/// assert_eq!(layout_fault("iooo"), None);
/// assert_eq!(layout_fault("ohw"), Some(LayoutFault::Missing('i')));
/// ```
pub fn layout_fault(layout: &str) -> Option<LayoutFault> {
    for (place, letter) in layout.char_indices() {
        if letter == '*' {
            continue;
        }
        if !letter.is_ascii_lowercase() {
            return Some(LayoutFault::Character(letter));
        }
        // Several axes may be outputs, or inputs, together.
        if !"oi".contains(letter) && layout[..place].contains(letter) {
            return Some(LayoutFault::Twice(letter));
        }
    }
    ['o', 'i']
        .into_iter()
        .find(|&letter| !layout.contains(letter))
        .map(LayoutFault::Missing)
}
