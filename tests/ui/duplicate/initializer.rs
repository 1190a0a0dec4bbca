use init_core::Initialize;

#[derive(Initialize)]
struct Linear {
    #[init(zeros, zeros)]
    bias: [f32; 10],
}

fn main() {}
