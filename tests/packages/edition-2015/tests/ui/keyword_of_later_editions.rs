extern crate init_core;

use init_core::Initialize;

#[derive(Initialize)]
struct Linear {
    #[init(zeros)]
    async: [f32; 4],
}

fn main() {}
