use init_core::Initialize;

#[derive(Initialize)]
struct Model {
    #[init(zeros)]
    name: String,
}

fn main() {}
