use init_core::Initialize;

#[derive(Initialize)]
struct Model {
    bias: [f32; 10],
}

fn main() {}
