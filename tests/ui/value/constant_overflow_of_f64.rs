use init_core::Initialize;

#[derive(Initialize)]
struct Linear {
    #[init(constant = 1e400)]
    weight: f64,
}

fn main() {}
