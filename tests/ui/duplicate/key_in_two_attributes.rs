use init_core::Initialize;

#[derive(Initialize)]
struct Linear {
    #[init(normal, std = 0.02)]
    #[init(std = 0.01)]
    weight: [[f32; 300]; 10],
}

fn main() {}
