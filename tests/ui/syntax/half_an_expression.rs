use init_core::Initialize;

#[derive(Initialize)]
struct Linear {
    #[init(normal, std = 1.0 +)]
    weight: [[f32; 300]; 10],
}

fn main() {}
