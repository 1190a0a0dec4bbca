use init_core::Initialize;

#[derive(Initialize)]
struct Model {
    #[init(zeros, shape = String::new())]
    bias: Vec<f32>,
}

fn main() {}
