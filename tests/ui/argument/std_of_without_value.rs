use init_core::Initialize;

#[derive(Initialize)]
struct Linear {
    #[init(truncated_normal, std = 0.02, std_of)]
    weight: [[f32; 300]; 10],
}

fn main() {}
