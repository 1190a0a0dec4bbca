use init_core::Initialize;

#[derive(Initialize)]
struct Linear {
    #[init(kaiming_normal, negative_slope = 0.2, nonlinearity = "leaky_relu")]
    weight: [[f32; 300]; 10],
}

fn main() {}
