use init_core::Initialize;

#[derive(Initialize)]
struct Model {
    #[init(zeros)]
    bias: Box<[f32]>,
}

fn main() {}
