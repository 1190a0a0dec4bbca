use init_core::Initialize;

#[derive(Initialize)]
struct Linear {
    #[init(truncated_normal, high = -3.0)]
    weight: [[f32; 300]; 10],
}

fn main() {}
