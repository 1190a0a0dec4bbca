#![deny(deprecated)]

use init_core::Initialize;

#[derive(Initialize)]
#[init(at = "**", kaiming_normal, nonlinearity = "relu", a = 0.2)]
struct Net {
    #[init(parameter)]
    weight: [[f32; 4]; 4],
}

fn main() {}
