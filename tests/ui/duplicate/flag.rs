use init_core::Initialize;

#[derive(Initialize)]
struct Linear {
    #[init(truncated_normal, absolute, absolute)]
    weight: [[f32; 300]; 10],
}

fn main() {}
