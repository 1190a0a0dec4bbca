use init_core::Initialize;

#[derive(Initialize)]
struct Model {
    #[init(zeros)]
    linear: Linear,
}

#[derive(Initialize)]
struct Linear;

fn main() {}
