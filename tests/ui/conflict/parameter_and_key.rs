use init_core::Initialize;

#[derive(Initialize)]
struct Linear {
    #[init(parameter, std = 0.02)]
    bias: [f32; 10],
}

fn main() {}
