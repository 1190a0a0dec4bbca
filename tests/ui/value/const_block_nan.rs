use init_core::Initialize;

#[derive(Initialize)]
struct Linear {
    #[init(constant = const { f64::NAN })]
    weight: [f32; 10],
}

fn main() {}
