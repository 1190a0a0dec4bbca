use init_core::Initialize;

#[derive(Initialize)]
struct Layer {
    #[init(prior_bias, probability = 1.0)]
    bias: [f32; 80],
}

fn main() {}
