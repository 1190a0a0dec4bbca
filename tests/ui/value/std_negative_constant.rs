use init_core::Initialize;

#[derive(Initialize)]
struct Linear {
    #[init(normal, std = -std::f64::consts::PI)]
    weight: [[f32; 300]; 10],
}

fn main() {}
