#![deny(warnings, unexpected_cfgs)]

use init_core::Initialize;

#[derive(Initialize)]
struct Linear {
    #[init(zeors)]
    bias: [f32; 10],
}

fn main() {
    Linear { bias: [0.0; 10] }.plan().unwrap();
}
