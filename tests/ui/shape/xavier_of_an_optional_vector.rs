use init_core::Initialize;

#[derive(Initialize)]
struct Linear {
    #[init(xavier_uniform)]
    bias: Option<[f32; 64]>,
}

fn main() {}
