use init_core::Initialize;

#[derive(Initialize)]
struct Linear {
    #[init(skip, zeros)]
    bias: [f32; 10],
}

fn main() {}
