use init_core::Initialize;

#[derive(Initialize)]
struct Model {
    #[init(zeros)]
    biases: Vec<Vec<f32>>,
}

fn main() {}
