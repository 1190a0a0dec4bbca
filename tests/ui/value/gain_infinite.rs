use init_core::Initialize;

#[derive(Initialize)]
struct Linear {
    #[init(orthogonal, gain = f64::INFINITY)]
    weight: [[f32; 300]; 10],
}

fn main() {}
