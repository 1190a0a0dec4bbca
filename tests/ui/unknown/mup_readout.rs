use init_core::Initialize;

#[derive(Initialize)]
struct Linear {
    #[init(kaiming_normal, mup = "readout", base_fan_in = 4)]
    weight: [[[[f32; 3]; 3]; 8]; 16],
}

fn main() {}
