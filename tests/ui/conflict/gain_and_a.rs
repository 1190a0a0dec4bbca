use init_core::Initialize;

#[derive(Initialize)]
struct Linear {
    #[init(kaiming_uniform, gain = 2.0, a = 0.1)]
    weight: [[f32; 300]; 10],
}

fn main() {}
