use init_core::Initialize;

#[derive(Initialize)]
struct Linear {
    #[init(skip, shape = 3)]
    bias: Vec<f32>,
}

fn main() {}
