use init_core::Initialize;

#[derive(Initialize)]
struct Linear {
    #[init(zeros = 1.0)]
    weight: [f32; 10],
}

fn main() {}
