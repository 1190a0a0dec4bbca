use init_core::Initialize;

#[derive(Initialize)]
struct Model {
    linear: Linear,
}

struct Linear;

fn main() {}
