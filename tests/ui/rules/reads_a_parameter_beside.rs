use init_core::Initialize;

#[derive(Initialize)]
struct Linear {
    #[init(parameter)]
    weight: [f32; 4],
}

#[derive(Initialize)]
struct Net {
    #[init(ones)]
    scale: [f32; 4],
    #[init(at = "weight", constant = self.scale[0])]
    linear: Linear,
}

fn main() {}
