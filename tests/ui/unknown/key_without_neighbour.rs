use init_core::Initialize;

#[derive(Initialize)]
struct Linear {
    #[init(normal, temperature = 0.7)]
    weight: [[f32; 300]; 10],
}

fn main() {}
