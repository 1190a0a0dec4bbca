use init_core::Initialize;

#[derive(Initialize)]
struct Linear {
    #[init(parameter)]
    weight: Vec<f32>,
}

fn main() {}
