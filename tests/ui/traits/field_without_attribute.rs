use init_core::Initialize;

#[derive(Initialize)]
struct Model {
    name: String,
}

fn main() {}
