use init_core::Initialize;

#[derive(Initialize)]
struct Linear {
    #[init(zeros, name = "a", name = "b")]
    bias: [f32; 10],
}

fn main() {}
