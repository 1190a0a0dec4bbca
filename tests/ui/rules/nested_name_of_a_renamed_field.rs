use init_core::Initialize;

#[derive(Initialize)]
struct Linear {
    #[init(parameter, name = "kernel")]
    weight: [f32; 4],
}

#[derive(Initialize)]
struct Net {
    #[init(at = "weight", zeros)]
    fc: Linear,
}

fn main() {}
