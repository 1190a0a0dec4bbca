//! The kernel of a short-time Fourier transform.

use alloc::string::String;
use alloc::vec::Vec;
use core::cell::OnceCell;

use super::indexed::{WeightIndex, indexed};
use super::{Initializer, described, unless};
use crate::error::{ErrorKind, Problem};
use crate::number::arithmetic::sqrt64;
use crate::number::double_double::DoubleDouble;
use crate::tensor::Target;
use crate::values::Fill;

/// The word, in an attribute and in messages.
const WORD: &str = "stft";

/// The part of a Fourier transform.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Side {
    /// cos(2πtf / n).
    #[default]
    Real,
    /// −sin(2πtf / n).
    Imag,
}

impl Side {
    /// The word for it in an attribute.
    pub fn name(self) -> &'static str {
        match self {
            Self::Real => "real",
            Self::Imag => "imag",
        }
    }
}

/// A window, by the names of SciPy, of T times: D is T − 1, or T where it is periodic.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum Window {
    /// ½ − ½ cos(2πt / D).
    #[default]
    Hann,
    /// 0.54 − 0.46 cos(2πt / D).
    Hamming,
    /// 0.42 − 0.5 cos(2πt / D) + 0.08 cos(4πt / D).
    Blackman,
    /// 1.
    Boxcar,
}

impl Window {
    /// The word for it in an attribute.
    pub fn name(self) -> &'static str {
        match self {
            Self::Hann => "hann",
            Self::Hamming => "hamming",
            Self::Blackman => "blackman",
            Self::Boxcar => "boxcar",
        }
    }

    /// The coefficients of its cosines.
    fn coefficients(self) -> [f64; 3] {
        match self {
            Self::Hann => [0.5, 0.5, 0.0],
            Self::Hamming => [0.54, 0.46, 0.0],
            Self::Blackman => [0.42, 0.5, 0.08],
            Self::Boxcar => [1.0, 0.0, 0.0],
        }
    }
}

/// The divisor of a windowed kernel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Scaling {
    /// √Σw².
    #[default]
    Density,
    /// Σw.
    Spectrum,
    /// 1.
    None,
}

impl Scaling {
    /// The word for it in an attribute.
    pub fn name(self) -> &'static str {
        match self {
            Self::Density => "density",
            Self::Spectrum => "spectrum",
            Self::None => "none",
        }
    }
}

/// The kernel of a short-time Fourier transform, made by [`stft`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stft {
    side: Side,
    window: Window,
    scaling: Scaling,
    periodic: bool,
}

/// The kernel of a convolution along time that is a short-time Fourier transform: at frequency f and
/// time t the window times cos(2πtf / n), or −sin, with n = 2 · (frequencies − 1), divided by the scaling.
/// It is Keras' `STFTInitializer`, with its defaults.
///
/// ```
/// use init_core::initializer::{Scaling, Side, Window, stft};
/// # let mut rng = init_core::hidden::doc::rng();
///
/// // Three frequencies of a frame of four.
/// let mut kernel = [[[0.0_f64; 4]; 1]; 3];
/// let plain = stft().window(Window::Boxcar).scaling(Scaling::None);
/// plain.side(Side::Imag).fill(&mut kernel, &mut rng)?;
/// assert_eq!(kernel[1], [[0.0, -1.0, 0.0, 1.0]]);
/// # Ok::<(), init_core::Error>(())
/// ```
///
/// The axes are frequencies, channels, time: the `oiw` of a layer that stores `wio`, as Keras does.
#[doc(alias("STFTInitializer"))]
pub fn stft() -> Stft {
    Stft {
        side: Side::Real,
        window: Window::Hann,
        scaling: Scaling::Density,
        periodic: false,
    }
}

impl Stft {
    /// The part of the transform.
    pub fn side(mut self, side: Side) -> Self {
        self.side = side;
        self
    }

    /// The window.
    pub fn window(mut self, window: Window) -> Self {
        self.window = window;
        self
    }

    /// The divisor.
    pub fn scaling(mut self, scaling: Scaling) -> Self {
        self.scaling = scaling;
        self
    }

    /// Makes the window a period of a longer one, as transforms that are inverted need it; it is symmetric
    /// otherwise.
    pub fn periodic(mut self) -> Self {
        self.periodic = true;
        self
    }

    /// The window of a frame, divided by the scaling.
    fn scaled_window(self, frame: usize) -> Vec<f64> {
        // A window of one time has no shape.
        let window = if frame == 1 {
            Window::Boxcar
        } else {
            self.window
        };
        let [constant, first, second] = window.coefficients();
        let period = if self.periodic { frame } else { frame - 1 }.max(1);
        let cosine = |time: usize| turn(time % period, period).1;
        let weight = |time| (constant - first * cosine(time)) + second * cosine(2 * time);
        let mut window: Vec<f64> = (0..frame).map(weight).collect();
        let sum = |power: fn(f64) -> f64| window.iter().fold(0.0, |sum, &w| sum + power(w));
        let scale = match self.scaling {
            Scaling::Density => sqrt64(sum(|w| w * w)),
            Scaling::Spectrum => sum(f64::abs),
            Scaling::None => 1.0,
        };
        for weight in &mut window {
            *weight /= scale;
        }
        window
    }
}

/// The sine and the cosine of part / whole of a full turn.
fn turn(part: usize, whole: usize) -> (f64, f64) {
    let angle = DoubleDouble::PI * DoubleDouble::from(2.0 * part as f64);
    (angle / DoubleDouble::from(whole as f64)).sin_cos()
}

impl Initializer for Stft {
    fn resolve<'a>(&'a self, target: &Target<'_>) -> Result<Fill<'a>, Problem> {
        let weight = WeightIndex::new(WORD, target)?;
        let frequencies = weight.outputs;
        let frame = weight.field.first().copied().unwrap_or(1);
        if frequencies == 1 {
            return Err(Problem::new(
                ErrorKind::Argument,
                "`stft` needs at least two frequencies, found one",
            )
            .help("an axis `o` of n/2 + 1 has all frequencies of a transform of n"));
        }
        let kernel = *self;
        let window = OnceCell::new();
        Ok(indexed(1.0, move |index, _| {
            let whole = 2 * (frequencies - 1);
            let (frequency, _, places) = weight.of(index);
            let time = places.first().copied().unwrap_or(0);
            let part = (frequency as u128 * time as u128 % whole as u128) as usize;
            let (sine, cosine) = turn(part, whole);
            let wave = match kernel.side {
                Side::Real => cosine,
                Side::Imag => -sine,
            };
            let window: &Vec<_> = window.get_or_init(|| kernel.scaled_window(frame));
            wave * window[time]
        }))
    }

    fn describe(&self) -> String {
        let mut text = described(
            WORD,
            &[
                ("side", unless(&"real", &self.side.name())),
                ("window", unless(&"hann", &self.window.name())),
                ("scaling", unless(&"density", &self.scaling.name())),
            ],
        );
        if self.periodic {
            text.push_str(", periodic");
        }
        text
    }
}
