use init_core::Initialize;

#[derive(Initialize)]
struct Linear {
    #[init(constant = 1e40)]
    weight: [f32; 10],
}

fn main() {}
