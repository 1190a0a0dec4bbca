use init_core::Initialize;

#[derive(Initialize)]
struct Linear {
    #[init(kaiming_normal, fan-in = 64)]
    weight: [[f32; 300]; 10],
}

fn main() {}
