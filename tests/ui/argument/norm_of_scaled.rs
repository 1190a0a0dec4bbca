use init_core::Initialize;

#[derive(Initialize)]
struct Linear {
    #[init(norm_of = "weight", scale = 2.0)]
    magnitude: f32,
    #[init(kaiming_normal)]
    weight: [[f32; 3]; 2],
}

fn main() {}
