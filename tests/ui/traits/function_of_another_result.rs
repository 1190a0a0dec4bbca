use init_core::Initialize;

#[derive(Initialize)]
struct Linear {
    #[init(with = |_, _| 1_u8)]
    weight: [[f32; 300]; 10],
}

fn main() {}
