use init_core::Initialize;

#[derive(Initialize)]
struct Linear {
    #[init(uniform, low = 0.5, high = 0.5)]
    weight: [[f32; 300]; 10],
}

fn main() {}
