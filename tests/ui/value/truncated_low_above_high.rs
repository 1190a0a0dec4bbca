use init_core::Initialize;

#[derive(Initialize)]
struct Linear {
    #[init(truncated_normal, low = 2.0, high = -2.0)]
    weight: [[f32; 300]; 10],
}

fn main() {}
