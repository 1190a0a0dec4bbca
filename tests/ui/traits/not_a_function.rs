use init_core::Initialize;

#[derive(Initialize)]
struct Model {
    #[init(with = 3.0)]
    bias: [f32; 10],
}

fn main() {}
