use init_core::Initialize;

#[derive(Initialize)]
struct Linear {
    #[init(kaiming_normal, fan_out = f64::NAN)]
    weight: [[f32; 300]; 10],
}

fn main() {}
