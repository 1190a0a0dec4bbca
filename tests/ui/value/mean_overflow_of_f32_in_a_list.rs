use init_core::Initialize;

#[derive(Initialize)]
struct Linear {
    #[init(normal, mean = 1.0e39, shape = 3)]
    weight: Vec<f32>,
}

fn main() {}
