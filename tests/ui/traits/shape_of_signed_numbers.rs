use init_core::Initialize;

#[derive(Initialize)]
struct Model {
    #[init(zeros, shape = (3_i32, 4_i32))]
    weight: Vec<f32>,
}

fn main() {}
