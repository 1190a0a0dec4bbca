use init_core::Initialize;

#[derive(Initialize)]
struct Linear {
    #[initialize(groups = 2)]
    weight: [[f32; 300]; 10],
}

fn main() {}
