//! The initializer of another framework that a planned parameter stands for.

use alloc::format;

use super::words::Words;
use crate::error::{ErrorKind, Problem};
use crate::law::Law;
use crate::number::arithmetic::sqrt64;
use crate::plan::Entry;
use crate::tensor::{FanMode, Fans};

/// An initializer that `jax.nn.initializers` and Keras have too.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Scheme {
    /// It draws nothing, such as `zeros`.
    Nothing,
    Uniform {
        low: f64,
        high: f64,
    },
    Normal {
        mean: f64,
        std: f64,
    },
    /// The bounds are multiples of the standard deviation.
    Truncated {
        mean: f64,
        std: f64,
        bounds: (f64, f64),
    },
    Scaled {
        scale: f64,
        fan: f64,
        distribution: Distribution,
    },
    Orthogonal,
}

/// The law of `variance_scaling`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Distribution {
    Normal,
    Truncated,
    Uniform,
}

/// The standard deviation of a standard normal law cut at ±2.
pub(super) const STD_AT_TWO: f64 = 0.879_625_661_034_239_8;

/// The bounds of every truncated normal law that is scaled by fans.
pub(super) const TWO: (f64, f64) = (-2.0, 2.0);

impl Scheme {
    /// The initializer of a parameter, or why there is none.
    pub(super) fn of(entry: &Entry) -> Result<Self, Problem> {
        let words = Words(entry.initializer());
        if entry.is_composed() {
            return Err(unknown(words.0));
        }
        let scheme = match (words.name(), *entry.law()) {
            ("zeros" | "ones" | "constant" | "identity" | "dirac", _) => Self::Nothing,
            ("uniform", Law::Uniform { low, high }) => Self::Uniform { low, high },
            ("normal", Law::Normal { mean, std }) => Self::Normal { mean, std },
            ("truncated_normal", Law::TruncatedNormal { mean, std, .. }) => {
                Self::truncated(words, mean, std)?
            }
            ("orthogonal", _) => Self::Orthogonal,
            (name, _) => {
                let (scale, mode, distribution) = scaled(words).ok_or_else(|| unknown(name))?;
                let fan = fan(entry, mode)?;
                Self::Scaled {
                    scale: scale?,
                    fan,
                    distribution,
                }
            }
        };
        if scheme != Self::Nothing && entry.buffer {
            let message = "a buffer has no key: JAX draws the values of parameters alone";
            return Err(Problem::new(ErrorKind::Foreign, message)
                .help("write `zeros` or `ones`, or leave it out by `Reset::except`"));
        }
        scheme.check_law(entry)?;
        Ok(scheme)
    }

    fn truncated(words: Words<'_>, mean: f64, std: f64) -> Result<Self, Problem> {
        let bound = |key: &str, otherwise: f64| words.number(key).unwrap_or(otherwise);
        let bounds = (bound("low", -2.0), bound("high", 2.0));
        if words.has("absolute") || words.text("std_of").is_some() {
            let message = "JAX truncates at multiples of the std before truncation";
            return Err(Problem::new(ErrorKind::Foreign, message).help(
                "leave `absolute` and `std_of` out, and give `low` and `high` as such multiples",
            ));
        }
        Ok(Self::Truncated { mean, std, bounds })
    }

    /// Checks that the law of the plan is that of the words alone: that no option changes it.
    fn check_law(self, entry: &Entry) -> Result<(), Problem> {
        let Self::Scaled {
            scale,
            fan,
            distribution,
        } = self
        else {
            return Ok(());
        };
        let std = sqrt64(scale / fan);
        let (expected, found) = match (distribution, *entry.law()) {
            (Distribution::Normal, Law::Normal { std: found, .. }) => (std, found),
            (Distribution::Truncated, Law::TruncatedNormal { std: found, .. }) => {
                (std / STD_AT_TWO, found)
            }
            (Distribution::Uniform, Law::Uniform { high, .. }) => (sqrt64(3.0) * std, high),
            (_, Law::Constant(value)) => (if entry.is_empty() { value } else { std }, value),
            _ => (std, f64::NAN),
        };
        if (expected - found).abs() <= 1e-12 * expected.abs() {
            return Ok(());
        }
        let message = "no initializer of JAX has its law, which an option of the parameter changes";
        Err(Problem::new(ErrorKind::Foreign, message)
            .help("leave `mup`, `depth_scaling` and `split` out, and give the `scale` of `variance_scaling`"))
    }
}

/// The scale, the fan and the distribution of `variance_scaling` for a scheme that is one; the scale may
/// be that of a gain that JAX does not have.
fn scaled(words: Words<'_>) -> Option<(Result<f64, Problem>, FanMode, Distribution)> {
    let mode = match words.text("mode") {
        Some("fan_out") => FanMode::FanOut,
        Some("fan_avg") => FanMode::FanAvg,
        Some("fan_geo_avg") => FanMode::FanGeoAvg,
        _ => FanMode::FanIn,
    };
    let one = Ok(1.0);
    Some(match words.name() {
        "lecun_normal" => (one, mode, Distribution::Truncated),
        "lecun_uniform" => (one, mode, Distribution::Uniform),
        "xavier_normal" => (gain(words, 1.0), FanMode::FanAvg, Distribution::Normal),
        "xavier_uniform" => (gain(words, 1.0), FanMode::FanAvg, Distribution::Uniform),
        "kaiming_normal" => (gain(words, 2.0), mode, Distribution::Normal),
        "kaiming_uniform" => (gain(words, 2.0), mode, Distribution::Uniform),
        "variance_scaling" => {
            let distribution = match words.text("distribution") {
                Some("normal") => Distribution::Normal,
                Some("uniform") => Distribution::Uniform,
                _ => Distribution::Truncated,
            };
            (Ok(words.number("scale").unwrap_or(1.0)), mode, distribution)
        }
        _ => return None,
    })
}

/// The square of the gain, which is the scale of `variance_scaling`.
fn gain(words: Words<'_>, own: f64) -> Result<f64, Problem> {
    if let Some(gain) = words.number("gain") {
        return Ok(gain * gain);
    }
    let slope = words.number("a").unwrap_or(0.0);
    match words.text("nonlinearity") {
        _ if words.text("pass").is_some() => {}
        None if slope == 0.0 => return Ok(own),
        None | Some("leaky_relu") => return Ok(2.0 / (1.0 + slope * slope)),
        Some("relu") => return Ok(2.0),
        Some("linear") => return Ok(1.0),
        Some(_) => {}
    }
    let message = "JAX has no gain for its nonlinearity";
    Err(Problem::new(ErrorKind::Foreign, message)
        .help("write `variance_scaling, scale = …` with the square of the gain"))
}

/// The fan of a parameter by JAX's count.
fn fan(entry: &Entry, mode: FanMode) -> Result<f64, Problem> {
    let fans = entry.axes.fans("", None)?;
    let (_, options) = entry.axes.options();
    let given = entry.axes.given_fans();
    let takes_in = mode != FanMode::FanOut;
    let takes_out = mode != FanMode::FanIn;
    if options.embedding && !given.1 {
        return embedding(entry, mode);
    }
    if entry.axes.is_split() && takes_out && !given.1 {
        let message = "JAX has no fans of the parts of a weight";
        return Err(Problem::new(ErrorKind::Foreign, message)
            .help("declare each part as a parameter of its own"));
    }
    let knows_groups = options.groups.is_none_or(|groups| groups == 1)
        || takes_in && !takes_out && !entry.axes.is_transposed()
        || given == (true, true);
    if !knows_groups {
        let message = "JAX counts the fans of all groups: it does not know of `groups`";
        return Err(Problem::new(ErrorKind::Foreign, message)
            .help("leave `groups` out, or give both fans, `fan_in = …` and `fan_out = …`"));
    }
    Ok(mode.of(fans))
}

/// The fan of a table, of which `flax.linen.Embed` takes the width: it divides the number of values by the
/// square of the rows, and multiplies by the rows.
fn embedding(entry: &Entry, mode: FanMode) -> Result<f64, Problem> {
    if mode != FanMode::FanOut {
        let message = "JAX does not count the fan in of a table as 1";
        return Err(Problem::new(ErrorKind::Foreign, message)
            .help("write `mode = \"fan_out\"`, which takes the width of the table"));
    }
    let (rows, columns, _) = entry.axes.weight().unwrap_or((1, 1, &[]));
    let (rows, values) = (rows as f64, (rows * columns) as f64);
    let fan = rows * (values / (rows * rows));
    Ok(FanMode::FanOut.of(Fans {
        fan_in: 1.0,
        fan_out: fan,
    }))
}

fn unknown(word: &str) -> Problem {
    let message = format!("JAX has no initializer for `{word}`");
    Problem::new(ErrorKind::Foreign, message).help(
        "write one that it has, e.g. `lecun_normal`, or leave the parameter out by `Reset::except`",
    )
}
