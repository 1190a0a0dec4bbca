use init_core::Initialize;

#[derive(Initialize)]
struct Linear {
    #[init(sparse, sparsity = f32::NAN)]
    weight: [[f32; 300]; 10],
}

fn main() {}
