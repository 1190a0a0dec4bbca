use init_core::Initialize;

#[derive(Initialize)]
struct WeightNorm {
    #[init(normal)]
    weight: [[f32; 3]; 4],
    #[init(norm_of)]
    g: [f32; 4],
}

fn main() {}
