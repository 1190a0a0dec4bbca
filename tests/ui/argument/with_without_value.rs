use init_core::Initialize;

#[derive(Initialize)]
struct Linear {
    #[init(with)]
    weight: [[f32; 300]; 10],
}

fn main() {}
