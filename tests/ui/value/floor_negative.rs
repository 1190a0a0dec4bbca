use init_core::Initialize;

#[derive(Initialize)]
struct Layer {
    #[init(dt_bias, floor = -0.1)]
    bias: [f32; 8],
}

fn main() {}
