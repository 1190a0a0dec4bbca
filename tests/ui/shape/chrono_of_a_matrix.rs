use init_core::Initialize;

#[derive(Initialize)]
struct Layer {
    #[init(chrono, steps = 100)]
    bias: [[f32; 4]; 8],
}

fn main() {}
