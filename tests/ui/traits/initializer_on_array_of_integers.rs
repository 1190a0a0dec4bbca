use init_core::Initialize;

#[derive(Initialize)]
struct Model {
    #[init(zeros)]
    steps: [[u128; 4]; 4],
}

fn main() {}
