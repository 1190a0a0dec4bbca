use init_core::Initialize;

#[derive(Initialize)]
struct Linear {
    #[init(kaiming_normal, gain = 2.0, pass = "backward")]
    weight: [[f32; 300]; 10],
}

fn main() {}
