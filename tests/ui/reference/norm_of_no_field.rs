use init_core::Initialize;

#[derive(Initialize)]
struct WeightNorm {
    #[init(norm_of = "weight_v", axis = 0)]
    g: [f32; 4],
    #[init(normal)]
    v: [[f32; 3]; 4],
}

fn main() {}
