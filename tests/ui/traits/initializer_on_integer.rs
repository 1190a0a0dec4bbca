use init_core::Initialize;

#[derive(Initialize)]
struct Model {
    #[init(zeros)]
    steps: usize,
}

fn main() {}
