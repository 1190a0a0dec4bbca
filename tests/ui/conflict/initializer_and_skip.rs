use init_core::Initialize;

#[derive(Initialize)]
struct Linear {
    #[init(zeros, skip)]
    bias: [f32; 10],
}

fn main() {}
