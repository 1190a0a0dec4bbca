use init_core::Initialize;

#[derive(Initialize)]
struct Linear {
    #[init(kaiming_normal, mup = "hidden", base_fan_in = 0)]
    weight: [[[[f32; 3]; 3]; 8]; 16],
}

fn main() {}
