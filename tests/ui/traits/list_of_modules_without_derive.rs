use init_core::Initialize;

#[derive(Initialize)]
struct Model {
    layers: Vec<Linear>,
}

struct Linear;

fn main() {}
