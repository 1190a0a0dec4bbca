#![deny(deprecated)]

use init_core::Initialize;

#[derive(Initialize)]
struct Linear {
    #[init(he_uniform, nonlinearity = "linear", a = 0.2)]
    weight: [[f32; 300]; 10],
}

fn main() {}
