use init_core::Initialize;

#[derive(Initialize)]
struct Model {
    #[init(zeros)]
    bias: Vec<f32>,
}

fn main() {}
