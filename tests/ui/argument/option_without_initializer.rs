use init_core::Initialize;

#[derive(Initialize)]
struct Linear {
    #[init(groups = 2)]
    weight: [[f32; 300]; 10],
}

fn main() {}
