use init_core::Initialize;

#[derive(Initialize)]
#[initialize(crate = ::init_core)]
struct Linear {
    #[init(zeros)]
    bias: [f32; 10],
}

fn main() {}
