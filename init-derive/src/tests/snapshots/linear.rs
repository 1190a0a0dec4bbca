#[derive(Initialize)]
struct Linear {
    #[init(kaiming_normal, mode = "fan_out", nonlinearity = "relu")]
    weight: [[f32; 300]; 10],
    #[init(zeros)]
    bias: [f32; 10],
}
