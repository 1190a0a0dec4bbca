use init_core::Initialize;

#[derive(Initialize)]
struct Linear {
    #[init(uniform, low = 1.0, high = -1.0)]
    weight: [[f32; 300]; 10],
}

fn main() {}
