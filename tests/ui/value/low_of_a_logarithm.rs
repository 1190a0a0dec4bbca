use init_core::Initialize;

#[derive(Initialize)]
struct Layer {
    #[init(dt_bias, low = 0.0)]
    bias: [f32; 8],
}

fn main() {}
