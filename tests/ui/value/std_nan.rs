use init_core::Initialize;

#[derive(Initialize)]
struct Linear {
    #[init(normal, std = f64::NAN)]
    weight: [[f32; 300]; 10],
}

fn main() {}
