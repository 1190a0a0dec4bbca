use init_core::Initialize;

#[derive(Initialize)]
struct Linear {
    #[init(frobnicate)]
    weight: [[f32; 300]; 10],
}

fn main() {}
