use init_core::Initialize;

#[derive(Initialize)]
struct Model {
    bias: Option<String>,
}

fn main() {}
