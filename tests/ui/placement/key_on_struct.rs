use init_core::Initialize;

#[derive(Initialize)]
#[init(std = 0.02)]
struct Linear {
    #[init(zeros)]
    bias: [f32; 10],
}

fn main() {}
