//! Layouts: the role of each axis, by its letter.

use alloc::vec::Vec;

use init_grammar::{layout_fault, message};

use crate::error::{ErrorKind, Problem};

/// The number of axes of each role; those of the receptive field are what is left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Roles {
    pub(crate) stacked: usize,
    pub(crate) outputs: u8,
    pub(crate) inputs: u8,
    /// True where all groups lie along the input axis, as a transposed convolution stores them.
    pub(crate) transposed: bool,
}

impl Default for Roles {
    fn default() -> Self {
        Self {
            stacked: 0,
            outputs: 1,
            inputs: 1,
            transposed: false,
        }
    }
}

impl Roles {
    /// Whether a tensor of so many axes has all of these. One output and one input axis may be missing,
    /// as in a tensor that no layout describes.
    #[cfg(any(feature = "serde", feature = "safetensors-0_8"))]
    pub(super) fn fit(&self, axes: usize) -> bool {
        let (outputs, inputs) = (usize::from(self.outputs), usize::from(self.inputs));
        let of_weight = if (outputs, inputs) == (1, 1) {
            0
        } else {
            outputs + inputs
        };
        outputs > 0 && inputs > 0 && self.stacked.saturating_add(of_weight) <= axes
    }
}

/// The tensor's axes in canonical order, and their roles.
pub(super) fn read_layout(layout: &str, shape: &[usize]) -> Result<(Vec<usize>, Roles), Problem> {
    let letters: Vec<char> = layout.chars().collect();
    if let Some(fault) = layout_fault(layout) {
        let message = message::bad_layout(layout, fault);
        return Err(Problem::of(ErrorKind::Layout, message));
    }
    if letters.len() != shape.len() {
        let message = message::layout_of_other_rank(layout, shape.len(), Some(shape));
        return Err(Problem::of(ErrorKind::Layout, message));
    }
    let axes_of = |wanted: &dyn Fn(char) -> bool| -> Vec<usize> {
        (0..letters.len())
            .filter(|&axis| wanted(letters[axis]))
            .collect()
    };
    let stacked = axes_of(&|letter| letter == '*');
    let outputs = axes_of(&|letter| letter == 'o');
    let inputs = axes_of(&|letter| letter == 'i');
    let field = axes_of(&|letter| !"*oi".contains(letter));
    let first = letters.iter().find(|&&letter| letter != '*');
    let number = |axes: &[usize]| u8::try_from(axes.len()).unwrap_or(u8::MAX);
    let roles = Roles {
        stacked: stacked.len(),
        outputs: number(&outputs),
        inputs: number(&inputs),
        transposed: first == Some(&'i') && !field.is_empty(),
    };
    Ok(([stacked, outputs, inputs, field].concat(), roles))
}
