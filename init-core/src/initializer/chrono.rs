//! Gate biases for the lengths of what is to be remembered.

use alloc::format;
use alloc::string::String;

use init_grammar::Range;
use init_grammar::message::{Notation, needs_key};

use super::{Initializer, described, wrong_rank};
use crate::engine::Stream;
use crate::error::{ErrorKind, Problem};
use crate::number::double_double::DoubleDouble;
use crate::tensor::Target;
use crate::values::{Fill, Made};

/// The word, in an attribute and in messages.
const WORD: &str = "chrono";

/// Chrono initialization, made by [`chrono`].
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Chrono {
    steps: Option<f64>,
}

/// The bias of an LSTM's four gates i, f, g, o that remembers for up to `steps` steps: ln(t) for the forget
/// gate, with t uniform on [1, steps − 1), −ln(t) for the input gate of the same unit, 0 for the others.
///
/// C. Tallec and Y. Ollivier, "Can recurrent neural networks warp time?", 2018, section 3.
///
/// ```
/// use init_core::initializer::chrono;
/// # let mut rng = init_core::hidden::doc::rng();
///
/// let mut bias = [0.0_f32; 4 * 16];
/// chrono().steps(784).fill(&mut bias, &mut rng)?;
/// for (input, forget) in bias[..16].iter().zip(&bias[16..32]) {
///     assert!(*forget >= 0.0 && *forget < 783.0_f32.ln() && *input == -forget);
/// }
/// assert_eq!(bias[32..], [0.0; 32]);
/// # Ok::<(), init_core::Error>(())
/// ```
pub fn chrono() -> Chrono {
    Chrono { steps: None }
}

impl Chrono {
    /// The longest that is to be remembered, in time steps, at least 2. It must be given.
    pub fn steps(mut self, steps: impl Into<f64>) -> Self {
        self.steps = Some(steps.into());
        self
    }
}

impl Initializer for Chrono {
    fn resolve<'a>(&'a self, target: &Target<'_>) -> Result<Fill<'a>, Problem> {
        let &[length] = target.shape() else {
            return Err(wrong_rank(WORD, target, "none of them stacked"));
        };
        let steps = self.steps.ok_or_else(|| {
            let message = needs_key(Notation::Attribute, WORD, "steps");
            Problem::of(ErrorKind::Argument, message)
        })?;
        Problem::unless_in(Range::AtLeastTwo, "steps", steps)?;
        if length % 4 != 0 {
            return Err(Problem::new(
                ErrorKind::NotDivisible,
                format!("`chrono` needs four gates of one length, found length {length}"),
            ));
        }
        Ok(Fill::made(Gates {
            units: length / 4,
            steps,
        }))
    }

    fn describe(&self) -> String {
        let steps = self.steps.map(|steps| format!("{steps:?}"));
        described(WORD, &[("steps", steps)])
    }
}

#[derive(Debug)]
struct Gates {
    units: usize,
    steps: f64,
}

impl Made for Gates {
    fn make(&self, _: &[usize], stream: &mut Stream, out: &mut [f64]) -> Result<(), Problem> {
        for unit in 0..self.units {
            let time = 1.0 + stream.uniform() * (self.steps - 2.0);
            let forget = DoubleDouble::from(time).ln().high;
            out[unit] = -forget;
            out[self.units + unit] = forget;
        }
        Ok(())
    }

    fn largest(&self) -> Option<f64> {
        Some(DoubleDouble::from((self.steps - 1.0).max(1.0)).ln().high)
    }

    fn is_foreign(&self) -> bool {
        false
    }
}
