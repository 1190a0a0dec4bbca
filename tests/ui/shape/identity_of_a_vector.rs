use init_core::Initialize;

#[derive(Initialize)]
struct Linear {
    #[init(identity)]
    weight: [f32; 64],
}

fn main() {}
