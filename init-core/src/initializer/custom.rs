//! The three escapes: a distribution, a function of the index, an initializer.

use alloc::string::String;
use core::fmt;

use rand::distr::Distribution;

use super::Initializer;
use crate::engine::Stream;
use crate::error::Problem;
use crate::tensor::Target;
use crate::values::{Drawn, Fill};

/// Values of a distribution, made by [`sample`].
///
/// It is an initializer for every `D`, because only [`sample`] makes one: a value that is not a
/// distribution is then one error, where it is handed over, and not a second one where the
/// initializer is used.
#[derive(Clone, Copy)]
pub struct Sample<D> {
    distribution: D,
    fill: for<'a> fn(&'a D) -> Fill<'a>,
}

/// Values from any `rand_distr::Distribution<f64>`, each from a stream of its own.
///
/// How many words a distribution takes, and what it makes of them, is its own promise.
///
/// ```
/// use init_core::initializer::sample;
/// # let mut rng = init_core::hidden::doc::rng();
///
/// let mut rates = [0.0_f32; 16];
/// let law = rand_distr::Gamma::new(2.0, 0.5).unwrap();
/// sample(law).fill(&mut rates, &mut rng)?;
/// assert!(rates.iter().all(|&rate| rate > 0.0));
/// # Ok::<(), init_core::Error>(())
/// ```
pub fn sample<D: Distribution<f64>>(distribution: D) -> Sample<D> {
    Sample {
        distribution,
        fill: |distribution| Fill::drawn(Draws(distribution)),
    }
}

impl<D: PartialEq> PartialEq for Sample<D> {
    fn eq(&self, other: &Self) -> bool {
        self.distribution == other.distribution
    }
}

impl<D: fmt::Debug> fmt::Debug for Sample<D> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Sample").field(&self.distribution).finish()
    }
}

impl<D> Initializer for Sample<D> {
    fn resolve<'a>(&'a self, _: &Target<'_>) -> Result<Fill<'a>, Problem> {
        Ok((self.fill)(&self.distribution))
    }

    fn describe(&self) -> String {
        let name = core::any::type_name::<D>();
        let name = name.split('<').next().unwrap_or(name);
        alloc::format!("sample = {}", name.rsplit("::").next().unwrap_or(name))
    }
}

struct Draws<'a, D>(&'a D);

impl<D: Distribution<f64>> Drawn for Draws<'_, D> {
    fn draw(&self, _: &[usize], stream: &mut Stream) -> f64 {
        self.0.sample(stream)
    }
}

/// Values of a function, made by [`with`]. As [`Sample`], it is an initializer whatever `F` is.
#[derive(Clone, Copy)]
pub struct With<F> {
    function: F,
    fill: for<'a> fn(&'a F) -> Fill<'a>,
}

/// Values from a function or closure of the multi-index (canonical order) and a stream of
/// random words that the index has for itself.
///
/// The function is called twice for each index: once to check the value, before anything is
/// written, and once to write it. It must depend on its arguments alone. In an attribute, a
/// closure may read fields of `self`, but not call methods on it, since the field beside them is
/// being written: bind what a method returns first,
/// `with = { let s = self.scale(); move |_, _| s }`.
///
/// ```
/// use init_core::{Stream, initializer::with};
/// # let mut rng = init_core::hidden::doc::rng();
///
/// // The state matrix of S4D-Lin: −1/2 in the first column, πn in the second.
/// let mut state = [[0.0_f64; 2]; 4];
/// with(|index: &[usize], _: &mut Stream| match index[1] {
///     0 => -0.5,
///     _ => std::f64::consts::PI * index[0] as f64,
/// })
/// .fill(&mut state, &mut rng)?;
/// assert_eq!(state[2], [-0.5, std::f64::consts::TAU]);
/// # Ok::<(), init_core::Error>(())
/// ```
pub fn with<F: Fn(&[usize], &mut Stream) -> f64>(function: F) -> With<F> {
    With {
        function,
        fill: |function| Fill::drawn(Calls(function)),
    }
}

impl<F: PartialEq> PartialEq for With<F> {
    fn eq(&self, other: &Self) -> bool {
        self.function == other.function
    }
}

impl<F: fmt::Debug> fmt::Debug for With<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("With").field(&self.function).finish()
    }
}

impl<F> Initializer for With<F> {
    fn resolve<'a>(&'a self, _: &Target<'_>) -> Result<Fill<'a>, Problem> {
        Ok((self.fill)(&self.function))
    }

    fn describe(&self) -> String {
        "with = …".into()
    }
}

struct Calls<'a, F>(&'a F);

impl<F: Fn(&[usize], &mut Stream) -> f64> Drawn for Calls<'_, F> {
    fn draw(&self, index: &[usize], stream: &mut Stream) -> f64 {
        (self.0)(index, stream)
    }
}

/// An initializer of any type, made by [`initializer`]. As [`Sample`], it is an initializer
/// whatever `I` is.
#[derive(Clone, Copy)]
pub struct Custom<I> {
    initializer: I,
    erased: for<'a> fn(&'a I) -> &'a dyn Initializer,
}

/// An initializer of any type: what `initializer = EXPR` in an attribute calls.
///
/// ```
/// use init_core::{Initializer as _, initializer::{initializer, zeros}};
///
/// assert_eq!(initializer(zeros()).describe(), "zeros");
/// ```
pub fn initializer<I: Initializer>(initializer: I) -> Custom<I> {
    Custom {
        initializer,
        erased: |initializer| initializer,
    }
}

impl<I: PartialEq> PartialEq for Custom<I> {
    fn eq(&self, other: &Self) -> bool {
        self.initializer == other.initializer
    }
}

impl<I: fmt::Debug> fmt::Debug for Custom<I> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Custom").field(&self.initializer).finish()
    }
}

impl<I> Initializer for Custom<I> {
    fn resolve<'a>(&'a self, target: &Target<'_>) -> Result<Fill<'a>, Problem> {
        (self.erased)(&self.initializer).resolve(target)
    }

    fn describe(&self) -> String {
        (self.erased)(&self.initializer).describe()
    }

    fn is_composed(&self) -> bool {
        (self.erased)(&self.initializer).is_composed()
    }
}
