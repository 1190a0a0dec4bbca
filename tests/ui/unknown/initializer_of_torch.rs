use init_core::Initialize;

#[derive(Initialize)]
struct Linear {
    #[init(trunc_normal)]
    weight: [[f32; 300]; 10],
}

fn main() {}
