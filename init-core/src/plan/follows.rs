//! The relation of a parameter to the one whose new values give its own.

use alloc::string::String;
use core::fmt;

/// The parameter whose new values give those of another.
///
/// ```
/// use init_core::Initialize;
///
/// #[derive(Initialize)]
/// struct WeightNorm {
///     #[init(kaiming_normal)]
///     v: [[f32; 3]; 4],
///     #[init(norm_of = "v", axis = 0)]
///     g: [f32; 4],
/// }
///
/// let plan = WeightNorm { v: [[0.0; 3]; 4], g: [0.0; 4] }.plan()?;
/// let follows = plan.get("g").unwrap().follows().unwrap();
/// assert_eq!(follows.to_string(), "the norm of the new values of `v`, for each index of axis 0");
/// # Ok::<(), init_core::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(rename_all = "snake_case")
)]
#[non_exhaustive]
pub enum Follows {
    /// The same values, index by index in canonical order.
    #[non_exhaustive]
    SameAs {
        /// The path of the other parameter.
        path: String,
    },
    /// The Euclidean norm, in f64, rounded to the type of the elements.
    #[non_exhaustive]
    NormOf {
        /// The path of the other parameter.
        path: String,
        /// Its axis that has a norm for each index; `None` for one norm of all values.
        axis: Option<usize>,
    },
}

impl Follows {
    /// The path of the other parameter.
    pub fn path(&self) -> &str {
        match self {
            Self::SameAs { path } | Self::NormOf { path, .. } => path,
        }
    }

    /// The word, before the path of the other parameter.
    pub(super) fn verb(&self) -> &'static str {
        match self {
            Self::SameAs { .. } => "it is the same as",
            Self::NormOf { .. } => "it is the norm of",
        }
    }
}

impl fmt::Display for Follows {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::SameAs { path } => write!(f, "the same new values as `{path}`"),
            Self::NormOf { path, axis: None } => {
                write!(f, "the norm of the new values of `{path}`")
            }
            Self::NormOf {
                path,
                axis: Some(axis),
            } => write!(
                f,
                "the norm of the new values of `{path}`, for each index of axis {axis}"
            ),
        }
    }
}
