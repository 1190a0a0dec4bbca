use init_core::Initialize;

#[derive(Initialize)]
struct WeightNorm {
    #[init(normal)]
    v: [[f32; 3]; 4],
    #[init(norm_of = "v", axis = -1)]
    g: [f32; 4],
}

fn main() {}
