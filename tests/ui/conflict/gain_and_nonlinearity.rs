use init_core::Initialize;

#[derive(Initialize)]
struct Linear {
    #[init(xavier_normal, gain = 2.0, nonlinearity = "tanh")]
    weight: [[f32; 300]; 10],
}

fn main() {}
