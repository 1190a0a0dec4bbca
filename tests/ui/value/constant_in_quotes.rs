use init_core::Initialize;

#[derive(Initialize)]
struct Linear {
    #[init(constant = "one")]
    weight: [f32; 10],
}

fn main() {}
