use init_core::Initialize;

#[derive(Initialize)]
struct Linear {
    #[init(truncated_normal, absolute = true)]
    weight: [[f32; 300]; 10],
}

fn main() {}
