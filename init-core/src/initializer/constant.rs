//! One value everywhere.

use alloc::format;
use alloc::string::String;

use super::Initializer;
use crate::error::Problem;
use crate::tensor::Target;
use crate::values::Fill;

/// One value everywhere, made by [`zeros`], [`ones`] and [`constant`].
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Constant {
    word: &'static str,
    value: f64,
}

/// 0 everywhere: `torch.nn.init.zeros_`, `jax.nn.initializers.zeros`.
///
/// ```
/// use init_core::initializer::zeros;
/// # let mut rng = init_core::hidden::doc::rng();
///
/// let mut bias = [1.0_f32; 8];
/// zeros().fill(&mut bias, &mut rng)?;
/// assert_eq!(bias, [0.0; 8]);
/// # Ok::<(), init_core::Error>(())
/// ```
#[doc(alias("zeros_", "Zeros"))]
pub fn zeros() -> Constant {
    Constant {
        word: "zeros",
        value: 0.0,
    }
}

/// 1 everywhere: `torch.nn.init.ones_`, `jax.nn.initializers.ones`.
///
/// ```
/// use init_core::initializer::ones;
/// # let mut rng = init_core::hidden::doc::rng();
///
/// let mut scale = [0.0_f32; 8];
/// ones().fill(&mut scale, &mut rng)?;
/// assert_eq!(scale, [1.0; 8]);
/// # Ok::<(), init_core::Error>(())
/// ```
#[doc(alias("ones_", "Ones"))]
pub fn ones() -> Constant {
    Constant {
        word: "ones",
        value: 1.0,
    }
}

/// `value` everywhere, rounded to the tensor's type: `torch.nn.init.constant_`,
/// `jax.nn.initializers.constant`.
///
/// ```
/// use init_core::initializer::constant;
/// # let mut rng = init_core::hidden::doc::rng();
///
/// let mut slope = [0.0_f32; 8];
/// constant(0.25).fill(&mut slope, &mut rng)?;
/// assert_eq!(slope, [0.25; 8]);
/// # Ok::<(), init_core::Error>(())
/// ```
#[doc(alias("constant_", "full", "fill_"))]
pub fn constant(value: impl Into<f64>) -> Constant {
    Constant {
        word: "constant",
        value: value.into(),
    }
}

impl Initializer for Constant {
    fn resolve<'a>(&'a self, _: &Target<'_>) -> Result<Fill<'a>, Problem> {
        Ok(Fill::constant(self.value))
    }

    fn describe(&self) -> String {
        match self.word {
            "constant" => format!("constant = {:?}", self.value),
            word => word.into(),
        }
    }
}
