extern crate init_core;

use init_core::Initialize;

#[derive(Initialize)]
struct Linear {
    #[init(zeroes)]
    bias: [f32; 4],
}

fn main() {}
