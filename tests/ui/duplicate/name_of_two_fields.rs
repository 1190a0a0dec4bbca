use init_core::Initialize;

#[derive(Initialize)]
struct Linear {
    #[init(zeros, name = "w")]
    first: [f32; 4],
    #[init(zeros, name = "w")]
    second: [f32; 4],
}

fn main() {}
