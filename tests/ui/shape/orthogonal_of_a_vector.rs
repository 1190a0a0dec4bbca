use init_core::Initialize;

#[derive(Initialize)]
struct Linear {
    #[init(orthogonal)]
    bias: [f32; 64],
}

fn main() {}
