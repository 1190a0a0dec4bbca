use init_core::Initialize;

#[derive(Initialize)]
#[init(at = "bias", initializer = 0.5_f64.sqrt())]
struct Linear {
    #[init(parameter)]
    bias: [f32; 4],
}

fn main() {}
