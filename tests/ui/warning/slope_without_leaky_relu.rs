#![deny(deprecated)]

use init_core::Initialize;

#[derive(Initialize)]
struct Linear {
    #[init(kaiming_normal, a = 0.2, nonlinearity = "relu")]
    weight: [[f32; 300]; 10],
}

fn main() {}
