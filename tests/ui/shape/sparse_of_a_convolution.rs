use init_core::Initialize;

#[derive(Initialize)]
struct Linear {
    #[init(sparse, sparsity = 0.1)]
    weight: [[[f32; 3]; 8]; 16],
}

fn main() {}
