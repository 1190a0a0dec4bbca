use init_core::Initialize;

#[derive(Initialize)]
struct Model {
    epsilon: f32,
}

fn main() {}
