use init_core::Initialize;

#[derive(Initialize)]
#[init(crate = 1 + 1)]
struct Linear {
    #[init(zeros)]
    bias: [f32; 10],
}

fn main() {}
