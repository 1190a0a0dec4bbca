use init_core::Initialize;

#[derive(Initialize)]
struct Linear {
    #[init(normal, sparsity = 0.5)]
    weight: [[f32; 300]; 10],
}

fn main() {}
