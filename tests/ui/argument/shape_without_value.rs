use init_core::Initialize;

#[derive(Initialize)]
struct Linear {
    #[init(zeros, shape)]
    bias: Vec<f32>,
}

fn main() {}
