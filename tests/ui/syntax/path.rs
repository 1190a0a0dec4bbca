use init_core::Initialize;

#[derive(Initialize)]
struct Linear {
    #[init(init_core::zeros)]
    weight: [[f32; 300]; 10],
}

fn main() {}
