use init_core::Initialize;

#[derive(Initialize)]
struct Linear {
    #[init(kaiming_normal, nonlinearity = f32::abs)]
    weight: [[f32; 300]; 10],
}

fn main() {}
