//! Laws: the distributions of the values of one parameter.

mod density;

use alloc::format;
use alloc::string::{String, ToString};

use init_grammar::Range;
use init_grammar::message::{bounds_not_ordered, for_floats, not_held};

use crate::dtype::DType;
use crate::error::{ErrorKind, Problem};
use crate::number::arithmetic::sqrt64;
#[cfg(feature = "serde")]
use crate::number::json_number;
use crate::number::normal_law::truncated_moments;

/// The law of the values of a parameter, as a plan holds it.
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(rename_all = "snake_case")
)]
#[non_exhaustive]
pub enum Law {
    /// One value everywhere.
    Constant(#[cfg_attr(feature = "serde", serde(with = "json_number"))] f64),
    /// One integer everywhere, in a tensor of integers or booleans.
    Integer(i128),
    /// Uniform on [low, high).
    Uniform {
        /// The smallest value.
        #[cfg_attr(feature = "serde", serde(with = "json_number"))]
        low: f64,
        /// The bound above every value.
        #[cfg_attr(feature = "serde", serde(with = "json_number"))]
        high: f64,
    },
    /// Normal.
    Normal {
        /// The mean.
        #[cfg_attr(feature = "serde", serde(with = "json_number"))]
        mean: f64,
        /// The standard deviation.
        #[cfg_attr(feature = "serde", serde(with = "json_number"))]
        std: f64,
    },
    /// Normal, restricted to [low, high].
    TruncatedNormal {
        /// The mean before truncation.
        #[cfg_attr(feature = "serde", serde(with = "json_number"))]
        mean: f64,
        /// The standard deviation before truncation.
        #[cfg_attr(feature = "serde", serde(with = "json_number"))]
        std: f64,
        /// The smallest value.
        #[cfg_attr(feature = "serde", serde(with = "json_number"))]
        low: f64,
        /// The largest value.
        #[cfg_attr(feature = "serde", serde(with = "json_number"))]
        high: f64,
    },
    /// Made as a whole, such as an orthogonal matrix.
    Made {
        /// The mean and the root mean square about it, where they are known.
        #[cfg_attr(feature = "serde", serde(with = "json_number"))]
        moments: Option<(f64, f64)>,
        /// A bound on the magnitude of the values, where it is known.
        #[cfg_attr(feature = "serde", serde(with = "json_number"))]
        largest: Option<f64>,
    },
    /// Drawn value by value.
    Drawn,
    /// NaN everywhere.
    Nan,
}

impl Law {
    /// The mean of the written values, where it is known.
    pub fn mean(&self) -> Option<f64> {
        self.moments().map(|(mean, _)| mean)
    }

    /// The standard deviation of the written values (after truncation), where it is known.
    pub fn std(&self) -> Option<f64> {
        self.moments().map(|(_, std)| std)
    }

    fn moments(&self) -> Option<(f64, f64)> {
        match *self {
            Self::Constant(value) => Some((value, 0.0)),
            Self::Integer(value) => Some((value as f64, 0.0)),
            Self::Uniform { low, high } => {
                Some((f64::midpoint(low, high), (high - low) / sqrt64(12.0)))
            }
            Self::Normal { mean, std } => Some((mean, std)),
            Self::TruncatedNormal {
                mean,
                std,
                low,
                high,
            } => {
                let (shift, scale) = truncated_moments((low - mean) / std, (high - mean) / std);
                Some((mean + std * shift, std * scale))
            }
            Self::Made { moments, .. } => moments,
            Self::Drawn | Self::Nan => None,
        }
    }

    /// The law of the same values, each multiplied or divided by one positive number.
    pub(crate) fn mapped(self, map: impl Fn(f64) -> f64) -> Self {
        match self {
            Self::Constant(value) => Self::Constant(map(value)),
            Self::Uniform { low, high } => Self::Uniform {
                low: map(low),
                high: map(high),
            },
            Self::Normal { mean, std } => Self::Normal {
                mean: map(mean),
                std: map(std),
            },
            Self::TruncatedNormal {
                mean,
                std,
                low,
                high,
            } => Self::TruncatedNormal {
                mean: map(mean),
                std: map(std),
                low: map(low),
                high: map(high),
            },
            Self::Made { moments, largest } => Self::Made {
                moments: moments.map(|(mean, std)| (map(mean), map(std))),
                largest: largest.map(map),
            },
            Self::Integer(value) => Self::Constant(map(value as f64)),
            Self::Drawn | Self::Nan => self,
        }
    }

    /// The bounds that no value crosses.
    pub fn bounds(&self) -> Option<(f64, f64)> {
        match *self {
            Self::Constant(value) => Some((value, value)),
            Self::Integer(value) => Some((value as f64, value as f64)),
            Self::Uniform { low, high } | Self::TruncatedNormal { low, high, .. } => {
                Some((low, high))
            }
            _ => None,
        }
    }

    /// A bound on the magnitude of the values, where one is known.
    pub(crate) fn reach(&self) -> Option<f64> {
        if let Self::Made { largest, .. } = self {
            return *largest;
        }
        let (mean, std) = (self.mean()?, self.std()?);
        let bounds = self.bounds().map(|(low, high)| low.abs().max(high.abs()));
        let most = mean.abs() + LARGEST_NORMAL * std;
        Some(bounds.map_or(most, |bound| bound.min(most)))
    }

    /// The law of values of which each part has its own, as far as a plan shows it; with each law the number
    /// of values up to the end of its part.
    pub(crate) fn mixture(parts: &[(usize, Self)]) -> Self {
        let all = parts.last().map_or(0, |(end, _)| *end).max(1) as f64;
        let (mut begin, mut mean, mut square, mut largest) = (0, 0.0, 0.0, 0.0_f64);
        for (end, law) in parts {
            let share = (end - begin) as f64 / all;
            let (own, std) = (law.mean().unwrap_or(0.0), law.std().unwrap_or(0.0));
            mean += share * own;
            square += share * (std * std + own * own);
            largest = largest.max(law.reach().unwrap_or(f64::INFINITY));
            begin = *end;
        }
        Self::Made {
            moments: Some((mean, sqrt64((square - mean * mean).max(0.0)))),
            largest: Some(largest).filter(|largest| largest.is_finite()),
        }
    }

    /// Checks that the law is valid and that a tensor of `dtype` can hold its values.
    pub(crate) fn check(&self, dtype: DType) -> Result<(), Problem> {
        let unknown = match (dtype, dtype.missing_feature()) {
            (DType::Other(_), _) => Some("use a tensor of f32 or f64".into()),
            (_, Some(feature)) => Some(format!("build init-core with its feature `{feature}`")),
            (_, None) => None,
        };
        if let Some(help) = unknown {
            return Err(Problem::new(
                ErrorKind::DType,
                format!("elements of type `{dtype}` cannot be initialized"),
            )
            .help(help));
        }
        if let Some(range) = dtype.integer_range() {
            return self.check_integer(dtype, range);
        }
        let dtype = dtype.part();
        // A value that rounds to the largest is held; half a step beyond it is infinite.
        let holds_as = |dtype: DType, name: &str, value: f64| {
            let held = dtype.stored(value).is_finite();
            if held {
                return Ok(());
            }
            Err(Problem::new(
                ErrorKind::NotRepresentable,
                format!(
                    "{name} `{value:?}` is beyond the largest {dtype}, {:e}",
                    dtype.largest()
                ),
            )
            .help("scale it down, or use a wider type"))
        };
        let holds = |name: &str, value: f64| holds_as(dtype, name, value);
        match *self {
            Self::Constant(value) => {
                finite("value", value)?;
                holds("the value", value)
            }
            Self::Uniform { low, high } => {
                finite("low", low)?;
                finite("high", high)?;
                ordered(low, high)?;
                holds_as(dtype.computed(), "the width", high - low)?;
                holds("the bound", low)?;
                holds("the bound", high)
            }
            Self::Normal { mean, std } => {
                finite("mean", mean)?;
                spread(std)?;
                holds("a value of 10 std", mean.abs() + LARGEST_NORMAL * std)
            }
            Self::TruncatedNormal {
                mean,
                std,
                low,
                high,
            } => {
                finite("mean", mean)?;
                spread(std)?;
                if std == 0.0 {
                    return Err(Problem::new(
                        ErrorKind::Argument,
                        "a truncated normal needs a positive `std`, found `0`",
                    )
                    .help("for one value everywhere write `constant = …`"));
                }
                ordered(low, high)?;
                holds_as(dtype.computed(), "the std", std)?;
                let reach = [low, high].map(|bound| (bound - mean).abs().min(LARGEST_NORMAL * std));
                holds("a bound", mean.abs() + reach[0].max(reach[1]))?;
                near(mean, std, low, high)
            }
            Self::Made { largest, .. } => {
                largest.map_or(Ok(()), |largest| holds("the largest value", largest))
            }
            // Made one value of floats by the fill.
            Self::Integer(_) | Self::Drawn | Self::Nan => Ok(()),
        }
    }

    /// Checks that a tensor of integers or booleans can hold its values. Those that are drawn are
    /// checked one by one.
    fn check_integer(&self, dtype: DType, (least, most): (i128, i128)) -> Result<(), Problem> {
        let name = dtype.to_string();
        let message = match *self {
            Self::Integer(value) if (least..=most).contains(&value) => return Ok(()),
            Self::Drawn | Self::Nan => return Ok(()),
            Self::Integer(value) => {
                not_held(&name, &value.to_string(), value as f64, (least, most))
            }
            Self::Constant(value) => {
                finite("value", value)?;
                not_held(&name, &format!("{value:?}"), value, (least, most))
            }
            _ => for_floats("its initializer", &name),
        };
        Err(Problem::of(ErrorKind::NotRepresentable, message))
    }
}

/// A bound on the normals of every map, in standard deviations: √(2·65·ln 2) = 9.5 in f64.
pub(crate) const LARGEST_NORMAL: f64 = 10.0;

/// Truncation bounds further from the mean than this many standard deviations leave nothing of the
/// normal law.
const FARTHEST_BOUND: f64 = 1e6;

fn finite(name: &str, value: f64) -> Result<(), Problem> {
    Problem::unless_in(Range::Finite, name, value)
}

fn spread(std: f64) -> Result<(), Problem> {
    Problem::unless_in(Range::NotNegative, "std", std)
}

fn ordered(low: f64, high: f64) -> Result<(), Problem> {
    if low < high {
        return Ok(());
    }
    let message = bounds_not_ordered(low, high);
    Err(Problem::of(ErrorKind::Argument, message))
}

fn near(mean: f64, std: f64, low: f64, high: f64) -> Result<(), Problem> {
    let distance = (low - mean).max(mean - high) / std;
    if distance <= FARTHEST_BOUND {
        return Ok(());
    }
    Err(Problem::new(
        ErrorKind::Argument,
        format!("the bounds `{low}` and `{high}` lie more than {FARTHEST_BOUND:e} std from the mean `{mean}`"),
    )
    .help("choose bounds nearer the mean, or write `uniform`"))
}

/// The law of the values, in a few characters.
pub(crate) fn described(law: &Law) -> String {
    match *law {
        Law::Constant(value) => format!("{value}"),
        Law::Integer(value) => format!("{value}"),
        Law::Uniform { low, high } if low == -high => format!("±{}", short(high)),
        Law::Uniform { low, high } => format!("{} to {}", short(low), short(high)),
        Law::Normal { mean: 0.0, std }
        | Law::Made {
            moments: Some((_, std)),
            ..
        } => format!("std {}", short(std)),
        Law::Normal { mean, std } => format!("mean {} std {}", short(mean), short(std)),
        Law::TruncatedNormal { low, high, .. } => format!(
            "std {} in {} to {}",
            short(law.std().unwrap_or(f64::NAN)),
            short(low),
            short(high)
        ),
        Law::Made { moments: None, .. } => "made".into(),
        Law::Drawn => "drawn".into(),
        Law::Nan => "NaN".into(),
    }
}

/// Four significant digits, without trailing zeros.
pub(crate) fn short(value: f64) -> String {
    let magnitude = value.abs();
    if magnitude != 0.0 && !(1e-4..1e6).contains(&magnitude) {
        return format!("{value:.3e}");
    }
    let mut decimals = 3;
    let mut scale = magnitude;
    while scale != 0.0 && scale < 1.0 {
        scale *= 10.0;
        decimals += 1;
    }
    let mut text = format!("{value:.decimals$}");
    if text.contains('.') {
        text.truncate(text.trim_end_matches('0').trim_end_matches('.').len());
    }
    text
}
