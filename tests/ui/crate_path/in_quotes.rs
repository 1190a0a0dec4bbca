use init_core::Initialize;

#[derive(Initialize)]
#[init(crate = "::init_core")]
struct Linear {
    #[init(zeros)]
    bias: [f32; 10],
}

fn main() {}
