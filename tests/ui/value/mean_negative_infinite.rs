use init_core::Initialize;

#[derive(Initialize)]
struct Linear {
    #[init(normal, mean = f64::NEG_INFINITY)]
    weight: [[f32; 300]; 10],
}

fn main() {}
