use init_core::Initialize;

#[derive(Initialize)]
struct Linear {
    #[init(kaiming_normal, split = (10, 0))]
    weight: [[[[f32; 3]; 3]; 8]; 16],
}

fn main() {}
