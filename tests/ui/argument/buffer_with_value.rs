use init_core::Initialize;

#[derive(Initialize)]
struct Linear {
    #[init(zeros, buffer = true)]
    mean: [f32; 10],
}

fn main() {}
