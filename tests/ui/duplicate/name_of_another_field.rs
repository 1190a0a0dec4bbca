use init_core::Initialize;

#[derive(Initialize)]
struct Linear {
    #[init(normal)]
    weight: [f32; 4],
    #[init(zeros, name = "weight")]
    bias: [f32; 4],
}

fn main() {}
