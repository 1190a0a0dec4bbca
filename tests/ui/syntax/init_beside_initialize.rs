use init_core::Initialize;

#[derive(Initialize)]
struct Linear {
    #[initialize(zeros)]
    bias: [f32; 10],
    #[init(kaiming_normal)]
    weight: [[f32; 300]; 10],
}

fn main() {}
