use init_core::Initialize;

#[derive(Initialize)]
struct Linear {
    #[init(kaiming_normal, add = "normal")]
    weight: [[f32; 300]; 10],
}

fn main() {}
