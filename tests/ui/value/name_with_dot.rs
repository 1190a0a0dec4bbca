use init_core::Initialize;

#[derive(Initialize)]
struct Linear {
    #[init(zeros, name = "head.bias")]
    bias: [f32; 10],
}

fn main() {}
