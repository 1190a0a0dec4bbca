//! Initializers made of others.

use alloc::format;
use alloc::string::String;

use super::{Initializer, not_negative};
use crate::error::{ErrorKind, Problem};
use crate::tensor::Target;
use crate::values::Fill;

/// The keys of every initializer: a factor, another initializer that is added, and a function of each
/// value. They act in this order, `#[init(identity, scale = 0.5, add = normal().std(0.01), then = f64::abs)]`.
///
/// ```
/// use init_core::Initialize;
/// use init_core::initializer::normal;
/// # let mut rng = init_core::hidden::doc::rng();
///
/// /// A recurrent weight near the identity.
/// #[derive(Initialize)]
/// struct Cell {
///     #[init(identity, scale = 0.9, add = normal().std(0.001))]
///     weight: [[f32; 8]; 8],
/// }
///
/// let mut cell = Cell { weight: [[0.0; 8]; 8] };
/// cell.reset_parameters(&mut rng);
/// assert!((cell.weight[3][3] - 0.9).abs() < 0.01 && cell.weight[3][4].abs() < 0.01);
/// ```
pub trait Compose: Initializer + Sized {
    /// The values times a factor, finite and not negative.
    ///
    /// ```
    /// use init_core::initializer::{Compose, fan_uniform, initializer};
    /// # let mut rng = init_core::hidden::doc::rng();
    ///
    /// let mut weight = [[0.0_f32; 4]; 64];
    /// initializer(fan_uniform().scale(0.1)).fill(&mut weight, &mut rng)?;
    /// assert!(weight.as_flattened().iter().all(|w| w.abs() <= 0.05));
    /// # Ok::<(), init_core::Error>(())
    /// ```
    fn scale(self, factor: impl Into<f64>) -> Scaled<Self> {
        Scaled {
            of: self,
            factor: factor.into(),
        }
    }

    /// The sum of the values and those of another initializer, which are independent of them.
    ///
    /// ```
    /// use init_core::initializer::{Compose, initializer, ones, uniform};
    /// # let mut rng = init_core::hidden::doc::rng();
    ///
    /// let mut scale = [0.0_f32; 64];
    /// initializer(ones().add(uniform().low(-0.1).high(0.1))).fill(&mut scale, &mut rng)?;
    /// assert!(scale.iter().all(|value| (value - 1.0).abs() <= 0.1));
    /// # Ok::<(), init_core::Error>(())
    /// ```
    fn add<I: Initializer>(self, other: I) -> Sum<Self, I> {
        Sum { of: self, other }
    }

    /// A function of each value.
    ///
    /// ```
    /// use init_core::initializer::{Compose, initializer, normal};
    /// # let mut rng = init_core::hidden::doc::rng();
    ///
    /// let mut rates = [0.0_f32; 64];
    /// initializer(normal().then(f64::exp)).fill(&mut rates, &mut rng)?;
    /// assert!(rates.iter().all(|rate| *rate > 0.0));
    /// # Ok::<(), init_core::Error>(())
    /// ```
    fn then<F: Fn(f64) -> f64>(self, function: F) -> Then<Self, F> {
        Then { of: self, function }
    }
}

impl<I: Initializer> Compose for I {}

/// An initializer times a factor, made by [`Compose::scale`].
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Scaled<I> {
    of: I,
    factor: f64,
}

/// The sum of two initializers, made by [`Compose::add`].
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sum<I, O> {
    of: I,
    other: O,
}

/// A function of the values of an initializer, made by [`Compose::then`].
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Then<I, F> {
    of: I,
    function: F,
}

/// Refuses the norm of another parameter, which is not known yet.
fn composable(fill: Fill<'_>) -> Result<Fill<'_>, Problem> {
    match fill.norm() {
        None => Ok(fill),
        Some(_) => Err(Problem::new(
            ErrorKind::Argument,
            "`norm_of` stands alone: its values are those of another parameter",
        )
        .help("write `norm_of` without `scale`, `add` and `then`")),
    }
}

impl<I: Initializer> Initializer for Scaled<I> {
    fn resolve<'a>(&'a self, target: &Target<'_>) -> Result<Fill<'a>, Problem> {
        not_negative("scale", self.factor)?;
        Ok(composable(self.of.resolve(target)?)?.scaled(self.factor))
    }

    fn describe(&self) -> String {
        format!("{}, scale = {:?}", self.of.describe(), self.factor)
    }

    fn is_composed(&self) -> bool {
        true
    }
}

impl<I: Initializer, O: Initializer> Initializer for Sum<I, O> {
    fn resolve<'a>(&'a self, target: &Target<'_>) -> Result<Fill<'a>, Problem> {
        let of = composable(self.of.resolve(target)?)?;
        Ok(of.plus(composable(self.other.resolve(target)?)?))
    }

    fn describe(&self) -> String {
        format!("{}, add = ({})", self.of.describe(), self.other.describe())
    }

    fn is_composed(&self) -> bool {
        true
    }
}

impl<I: Initializer, F: Fn(f64) -> f64> Initializer for Then<I, F> {
    fn resolve<'a>(&'a self, target: &Target<'_>) -> Result<Fill<'a>, Problem> {
        Ok(composable(self.of.resolve(target)?)?.then(&self.function))
    }

    fn describe(&self) -> String {
        format!("{}, then = …", self.of.describe())
    }

    fn is_composed(&self) -> bool {
        true
    }
}
