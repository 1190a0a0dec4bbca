#![deny(deprecated)]

use init_core::Initialize;

#[derive(Initialize)]
struct Linear {
    #[init(truncated_normal, std = 0.02, low = -2.0, high = 2.0, absolute)]
    weight: [[f32; 300]; 10],
}

fn main() {}
