use init_core::Initialize;

const STD: f64 = -0.02;

#[derive(Initialize)]
struct Linear {
    #[init(normal, std = const { STD })]
    weight: [[f32; 300]; 10],
}

fn main() {}
