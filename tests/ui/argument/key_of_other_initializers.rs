use init_core::Initialize;

#[derive(Initialize)]
struct Linear {
    #[init(zeros, mode = "fan_in")]
    weight: [[f32; 300]; 10],
}

fn main() {}
