use init_core::Initialize;

#[derive(Initialize)]
struct Model {
    #[init(normal, std = layer.depth)]
    weight: [f32; 10],
}

fn main() {}
