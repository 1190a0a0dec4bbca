use init_core::Initialize;

#[derive(Initialize)]
struct Linear {
    #[init(sparse, sparsity = -0.1)]
    weight: [[f32; 300]; 10],
}

fn main() {}
