use init_core::Initialize;

#[derive(Initialize)]
struct Linear {
    #[init(skip, name = "b")]
    bias: [f32; 10],
}

fn main() {}
