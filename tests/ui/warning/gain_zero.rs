#![deny(deprecated)]

use init_core::Initialize;

#[derive(Initialize)]
struct Linear {
    #[init(xavier_normal, gain = 0)]
    weight: [[f32; 300]; 10],
}

fn main() {}
