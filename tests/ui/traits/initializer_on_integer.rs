use init_core::Initialize;

#[derive(Initialize)]
struct Model {
    #[init(zeros)]
    steps: i64,
}

fn main() {}
