use init_core::Initialize;

#[derive(Initialize)]
struct Model {
    #[init(initializer = 3.0)]
    bias: [f32; 10],
}

fn main() {}
