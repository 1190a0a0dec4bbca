use init_core::Initialize;

#[derive(Initialize)]
struct Linear {
    #[init(zeros, shap = 3)]
    bias: Vec<f32>,
}

fn main() {}
