use init_core::Initialize;

#[derive(Initialize)]
struct Linear {
    #[init(normal, std => 0.02)]
    weight: [[f32; 300]; 10],
}

fn main() {}
