use init_core::Initialize;

#[derive(Initialize)]
struct Linear {
    #[init(parameter, skip)]
    bias: [f32; 10],
}

fn main() {}
