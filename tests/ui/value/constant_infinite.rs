use init_core::Initialize;

#[derive(Initialize)]
struct Linear {
    #[init(constant = f32::INFINITY)]
    weight: [f32; 10],
}

fn main() {}
