//! Three ways beyond the built-in initializers: a type of your own, a closure, a distribution.
//!
//! `cargo run --release --example custom_initializer`

use std::f64::consts::TAU;

use init_core::error::Problem;
use init_core::tensor::Target;
use init_core::{Error, Fill, Initialize, Initializer, Report, Reset};
use rand_distr::Cauchy;

fn main() -> Result<(), Error> {
    let mut field = Field::default();
    let plan = Reset::seed(0).run(&mut field)?;
    println!("{plan}\n");
    println!("{}", Report::measure(&plan, &field)?);
    Ok(())
}

/// A layer behind a sine of frequency `omega`: uniform on ±√(6 / fan_in) / omega (Sitzmann
/// and others, "Implicit neural representations with periodic activation functions", 2020).
struct Siren {
    omega: f64,
}

impl Initializer for Siren {
    fn resolve<'a>(&'a self, target: &Target<'_>) -> Result<Fill<'a>, Problem> {
        let bound = (6.0 / target.fans("siren")?.fan_in).sqrt() / self.omega;
        Ok(Fill::uniform(-bound, bound))
    }

    fn describe(&self) -> String {
        format!("siren, omega = {}", self.omega)
    }
}

/// A function of the plane: random Fourier features, a layer of sines, a value.
#[derive(Initialize)]
struct Field {
    /// Frequencies of the Laplacian kernel (Rahimi and Recht, "Random features for large-scale
    /// kernel machines", 2007).
    #[init(sample = Cauchy::new(0.0, self.detail).expect("a positive scale"))]
    frequencies: [[f32; 2]; 64],
    #[init(uniform, high = TAU)]
    phases: [f32; 64],
    #[init(initializer = Siren { omega: 30.0 })]
    hidden: [[f32; 64]; 64],
    /// Smaller from sine to sine, so that the value converges however many there are.
    #[init(with = |index, stream| stream.normal() / (1.0 + index[0] as f64))]
    value: [f32; 64],
    #[init(skip)]
    detail: f64,
}

impl Default for Field {
    fn default() -> Self {
        Self {
            frequencies: [[0.0; 2]; 64],
            phases: [0.0; 64],
            hidden: [[0.0; 64]; 64],
            value: [0.0; 64],
            detail: 2.0,
        }
    }
}
