use init_core::Initialize;

#[derive(Initialize)]
struct Linear {
    #[init(constant)]
    scale: [f32; 10],
}

fn main() {}
