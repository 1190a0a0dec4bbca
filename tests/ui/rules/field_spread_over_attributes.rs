use init_core::Initialize;

#[derive(Initialize)]
struct Linear {
    #[init(parameter)]
    weight: [[f32; 4]; 4],
    #[init(parameter)]
    bias: [f32; 4],
}

#[derive(Initialize)]
struct Net {
    #[init(at = "bias")]
    #[init(zeros)]
    fc: Linear,
}

fn main() {}
