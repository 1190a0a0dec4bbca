use init_core::Initialize;

#[derive(Initialize)]
struct Linear {
    #[init(constant(1.0))]
    scale: [f32; 10],
}

fn main() {}
