//! The values of complex numbers: the real and the imaginary part of each, one after the other.

use alloc::boxed::Box;

use super::fill::{Composed, Kind};
use super::{Drawn, Fill, Made};
use crate::engine::Stream;
use crate::error::{ErrorKind, Problem};
use crate::law::Law;
use crate::number::arithmetic::sqrt64;

impl<'a> Fill<'a> {
    /// The parts of complex numbers. Those of a law have half its variance each, about its mean, which is
    /// real; numbers that code makes are real.
    pub(crate) fn of_complex(self) -> Result<Self, Problem> {
        Ok(Self(match self.0 {
            Kind::Elementary(law) => {
                let [real, imaginary] = parts(&law)?;
                if real == imaginary {
                    Kind::Elementary(real)
                } else {
                    Kind::Parts([(1, real), (2, imaginary)].into())
                }
            }
            Kind::Parts(laws) => {
                let laws = laws.into_iter().map(|(end, law)| {
                    let [real, imaginary] = parts(&law)?;
                    let is_one = real == imaginary;
                    is_one.then_some((2 * end, real)).ok_or_else(mean_of_parts)
                });
                Kind::Parts(laws.collect::<Result<_, Problem>>()?)
            }
            Kind::Made(made) => Kind::Made(Box::new(Real(made))),
            Kind::Drawn(drawn) => Kind::Drawn(Box::new(Real(drawn))),
            Kind::Composed(composed) => Kind::Composed(Box::new(composed.of_complex()?)),
            kind @ Kind::Known(_) => kind,
            Kind::Norm(..) => return Err(norm()),
        }))
    }
}

impl Composed<'_> {
    fn of_complex(self) -> Result<Self, Problem> {
        Ok(match self {
            Self::Sum(first, second, sums) => {
                Self::Sum(first.of_complex()?, second.of_complex()?, sums)
            }
            Self::Then(..) => return Err(function()),
            Self::Times(of, factor) => Self::Times(of.of_complex()?, factor),
            Self::Over(of, divisor) => Self::Over(of.of_complex()?, divisor),
        })
    }
}

/// The laws of the real and of the imaginary part: √2 nearer the mean than the law, so that both together
/// have its variance.
fn parts(law: &Law) -> Result<[Law; 2], Problem> {
    let mean = match *law {
        Law::Constant(_) => return Ok([*law, Law::Constant(0.0)]),
        Law::Uniform { low, high } => f64::midpoint(low, high),
        Law::Normal { mean, .. } => mean,
        Law::TruncatedNormal {
            mean, low, high, ..
        } => {
            let skew = (mean - low) - (high - mean);
            let is_whole = low.is_infinite() && high.is_infinite();
            if !is_whole && !(skew.abs() <= 1e-9 * (low.abs() + high.abs())) {
                return Err(skewed());
            }
            mean
        }
        Law::Integer(_) | Law::Made { .. } | Law::Drawn | Law::Nan => return Ok([*law; 2]),
    };
    Ok([mean, 0.0].map(|centre| near(law, mean, centre)))
}

/// The law about `centre` in place of `mean`, √2 nearer to it.
fn near(law: &Law, mean: f64, centre: f64) -> Law {
    let root = sqrt64(2.0);
    let near = |value: f64| centre + (value - mean) / root;
    match *law {
        Law::Uniform { low, high } => Law::Uniform {
            low: near(low),
            high: near(high),
        },
        Law::Normal { std, .. } => Law::Normal {
            mean: centre,
            std: std / root,
        },
        Law::TruncatedNormal { std, low, high, .. } => Law::TruncatedNormal {
            mean: centre,
            std: std / root,
            low: near(low),
            high: near(high),
        },
        other => other,
    }
}

/// Numbers that code makes, as complex ones.
#[derive(Debug)]
struct Real<T>(T);

impl Made for Real<Box<dyn Made + '_>> {
    fn make(&self, shape: &[usize], stream: &mut Stream, out: &mut [f64]) -> Result<(), Problem> {
        let count = out.len() / 2;
        let shape = &shape[..shape.len() - 1];
        self.0.make(shape, stream, &mut out[..count])?;
        for place in (0..count).rev() {
            out[2 * place] = out[place];
            out[2 * place + 1] = 0.0;
        }
        Ok(())
    }

    fn moments(&self) -> Option<(f64, f64)> {
        let (mean, std) = self.0.moments()?;
        // Half of the values are 0.
        Some((mean / 2.0, sqrt64((std * std + mean * mean / 2.0) / 2.0)))
    }

    fn largest(&self) -> Option<f64> {
        self.0.largest()
    }

    fn room(&self) -> usize {
        self.0.room()
    }

    fn is_foreign(&self) -> bool {
        self.0.is_foreign()
    }
}

impl Drawn for Real<Box<dyn Drawn + '_>> {
    fn draw(&self, index: &[usize], stream: &mut Stream) -> f64 {
        match index.split_last() {
            Some((0, number)) => self.0.draw(number, stream),
            _ => 0.0,
        }
    }

    fn own_law(&self) -> Option<Law> {
        let largest = self.0.own_law()?.reach();
        Some(Law::Made {
            moments: None,
            largest,
        })
    }
}

fn refused(text: &'static str) -> Problem {
    Problem::new(ErrorKind::Argument, text)
}

fn skewed() -> Problem {
    refused("the bounds of complex numbers lie as far below the mean as above it")
        .help("write bounds on both sides of the mean, or make the parts two tensors of their own")
}

fn mean_of_parts() -> Problem {
    refused("parts of `split` with complex numbers need laws about 0")
        .help("make each part a tensor of its own")
}

fn function() -> Problem {
    refused("`then` is a function of numbers, and these are complex")
        .help("leave it out, or make the real and the imaginary parts two tensors")
}

fn norm() -> Problem {
    refused("a norm is a real number, and these are complex").help("make the elements f32 or f64")
}
