//! The call of torch.nn.init that a planned parameter stands for.

use alloc::format;

use super::truncated::{acceptance, is_wide};
use crate::dtype::DType;
use crate::error::{ErrorKind, Problem};
use crate::law::Law;
use crate::number::arithmetic::sqrt64;
use crate::plan::Entry;

/// A call that draws numbers.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Call {
    Uniform {
        low: f64,
        high: f64,
    },
    Normal {
        mean: f64,
        std: f64,
    },
    Truncated {
        scale: (f64, f64),
        bounds: (f64, f64),
    },
    /// `orthogonal_` or `sparse_`.
    Made,
    /// None, such as `zeros_`.
    Nothing,
}

/// The least share of candidates that may be accepted: below it, PyTorch draws for hours.
const SHARE: f64 = 1e-6;

impl Call {
    /// The call for a parameter, or why there is none.
    pub(super) fn of(entry: &Entry) -> Result<Self, Problem> {
        let word = entry.word();
        // PyTorch's functions fill one tensor, each with columns of its own, and are not composed.
        let has_rows = entry.key("per_row").is_some() || entry.axes.stacked > 0;
        if entry.is_composed() || word == "sparse" && has_rows {
            return Err(no_call(entry.initializer()));
        }
        let call = match (word, *entry.law()) {
            // The last is the shift of a norm, whose scale has no fan.
            ("zeros" | "ones" | "constant" | "identity" | "dirac", _)
            | ("fan_uniform", Law::Constant(_)) => return Ok(Self::Nothing),
            ("uniform", Law::Uniform { low, high }) => Self::Uniform { low, high },
            ("normal", Law::Normal { mean, std }) => Self::Normal { mean, std },
            ("truncated_normal", law) => Self::truncated(&law)?,
            ("fan_uniform", law) if is_one_law(&law) => Self::of_layer(entry, &law),
            ("xavier_uniform" | "kaiming_uniform", law) if is_one_law(&law) => Self::uniform(&law),
            ("xavier_normal" | "kaiming_normal", Law::Normal { mean, std }) => {
                Self::Normal { mean, std }
            }
            // With a gain of 0.
            ("xavier_normal" | "kaiming_normal", Law::Constant(_)) => Self::Normal {
                mean: 0.0,
                std: 0.0,
            },
            ("orthogonal" | "sparse", _) => Self::Made,
            _ => return Err(no_call(word)),
        };
        check_type(entry.dtype(), call)?;
        check_fans(entry, word)?;
        call.check_range(entry.dtype())?;
        Ok(call)
    }

    /// Uniform numbers, or those of a bound that is 0.
    fn uniform(law: &Law) -> Self {
        match *law {
            Law::Uniform { low, high } => Self::Uniform { low, high },
            _ => Self::Uniform {
                low: -0.0,
                high: 0.0,
            },
        }
    }

    /// The weight of a layer by `kaiming_uniform_(weight, a=math.sqrt(5))`, and what takes another
    /// one's fan by `uniform_`.
    fn of_layer(entry: &Entry, law: &Law) -> Self {
        let fan = entry.fans().map(|fans| fans.fan_in);
        if let (Law::Uniform { high, .. }, Some(fan)) = (*law, fan)
            && entry.key("of").is_none()
            && !entry.axes.given_fans().0
            && high == 1.0 / sqrt64(fan)
        {
            let slope = sqrt64(5.0);
            let gain = sqrt64(2.0 / (1.0 + slope * slope));
            let bound = sqrt64(3.0) * (gain / sqrt64(fan));
            return Self::Uniform {
                low: -bound,
                high: bound,
            };
        }
        Self::uniform(law)
    }

    fn truncated(law: &Law) -> Result<Self, Problem> {
        let Law::TruncatedNormal {
            mean,
            std,
            low,
            high,
        } = *law
        else {
            return Err(no_call("truncated_normal"));
        };
        let (scale, bounds) = ((mean, std), (low, high));
        let is_finite = low.is_finite() && high.is_finite();
        if is_wide(mean, std, bounds) || is_finite && acceptance(mean, std, bounds) >= SHARE {
            return Ok(Self::Truncated { scale, bounds });
        }
        let message = format!(
            "`trunc_normal_` of PyTorch draws without end between `{low:?}` and `{high:?}`"
        );
        Err(Problem::new(ErrorKind::Foreign, message)
            .help("choose bounds nearer the mean, or write `uniform`"))
    }

    /// Checks that PyTorch takes the numbers, for which the generator would panic otherwise.
    fn check_range(self, dtype: DType) -> Result<(), Problem> {
        let largest = dtype.largest();
        let holds = |numbers: &[f64]| numbers.iter().all(|number| number.abs() <= largest);
        let is_held = match self {
            Self::Uniform { low, high } => holds(&[low, high, high - low]),
            Self::Truncated {
                scale: (mean, std),
                bounds: (low, high),
            } => {
                let is_wide = is_wide(mean, std, (low, high));
                holds(&[mean, std]) && (is_wide || holds(&[low, high, high - low]))
            }
            _ => true,
        };
        if is_held {
            return Ok(());
        }
        let message = format!(
            "PyTorch refuses numbers, or bounds whose distance is, beyond the largest {dtype}"
        );
        Err(Problem::new(ErrorKind::Foreign, message)
            .help("choose smaller numbers, and bounds nearer each other"))
    }
}

/// Whether one call can have the law: not where it differs from part to part.
fn is_one_law(law: &Law) -> bool {
    matches!(law, Law::Uniform { .. } | Law::Constant(_))
}

fn no_call(word: &str) -> Problem {
    let message = format!("torch.nn.init has no call for `{word}`");
    let problem = Problem::new(ErrorKind::Foreign, message);
    problem.help("write an initializer that it has, e.g. `kaiming_normal`, or leave the parameter out by `Reset::except`")
}

/// Checks that PyTorch draws numbers of a type.
fn check_type(dtype: DType, call: Call) -> Result<(), Problem> {
    let is_float = matches!(dtype, DType::F32 | DType::F64 | DType::F16 | DType::Bf16);
    let is_narrow = matches!(dtype, DType::F16 | DType::Bf16);
    if is_float && !(is_narrow && call == Call::Made) {
        return Ok(());
    }
    let message = format!("PyTorch does not draw it for elements of type {dtype}");
    let problem = Problem::new(ErrorKind::Foreign, message);
    Err(problem.help("make the elements f32, and convert them afterwards"))
}

/// Checks that PyTorch counts the same fans, where it counts any.
fn check_fans(entry: &Entry, word: &str) -> Result<(), Problem> {
    let mode = entry.key("mode");
    if mode.is_some_and(|mode| mode.ends_with("avg\"")) {
        let message = "torch.nn.init has the modes `fan_in` and `fan_out` alone";
        let problem = Problem::new(ErrorKind::Foreign, message);
        return Err(problem.help("write `mode = \"fan_in\"` or `mode = \"fan_out\"`"));
    }
    let (_, options) = entry.axes.options();
    let given = entry.axes.given_fans();
    if options.groups.is_none() || !entry.counts_fans || given.0 && given.1 {
        return Ok(());
    }
    let [output, input, field @ ..] = &entry.axes.shape[entry.axes.stacked..] else {
        return Ok(());
    };
    let field: f64 = field.iter().map(|&length| length as f64).product();
    let Some(fans) = entry.fans() else {
        return Ok(());
    };
    let takes_both = word.starts_with("xavier");
    let takes_out = takes_both || mode == Some("\"fan_out\"");
    let takes_in = takes_both || !takes_out;
    let (fan_in, fan_out) = (*input as f64 * field, *output as f64 * field);
    let differ = takes_in && !given.0 && fans.fan_in != fan_in
        || takes_out && !given.1 && fans.fan_out != fan_out;
    if !differ {
        return Ok(());
    }
    let message = format!(
        "PyTorch counts fan_in {fan_in} and fan_out {fan_out}: it does not know of `groups`"
    );
    Err(Problem::new(ErrorKind::Foreign, message)
        .help("leave `groups` out, or give both fans, `fan_in = …` and `fan_out = …`"))
}
