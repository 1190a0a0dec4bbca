use init_core::Initialize;

#[derive(Initialize)]
struct Linear {
    #[init(kaiming_normal, scale = -1.0)]
    weight: [[f32; 300]; 10],
}

fn main() {}
