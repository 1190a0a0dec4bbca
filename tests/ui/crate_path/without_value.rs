use init_core::Initialize;

#[derive(Initialize)]
#[init(crate)]
struct Linear {
    #[init(zeros)]
    bias: [f32; 10],
}

fn main() {}
