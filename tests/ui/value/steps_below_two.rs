use init_core::Initialize;

#[derive(Initialize)]
struct Layer {
    #[init(chrono, steps = 1)]
    bias: [f32; 8],
}

fn main() {}
