use init_core::Initialize;

#[derive(Initialize)]
#[init(skip = bias)]
struct Linear {
    #[init(zeros)]
    bias: [f32; 10],
}

fn main() {}
