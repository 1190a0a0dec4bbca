use init_core::Initialize;

#[derive(Initialize)]
struct Linear {
    #[init(zeros, shape(10, 300))]
    weight: Vec<f32>,
}

fn main() {}
