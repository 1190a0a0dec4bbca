use init_core::Initialize;

#[derive(Initialize)]
struct Model {
    bias: Vec<f32>,
}

fn main() {}
