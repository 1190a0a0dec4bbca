use init_core::Initialize;

#[derive(Initialize)]
struct Linear {
    #[init(parameter)]
    weight: [[f32; 4]; 4],
    #[init(parameter)]
    bias: [f32; 4],
}

#[derive(Initialize)]
enum Head {
    Dense {
        #[init(at = "bias", constant = self.std)]
        inner: Linear,
        #[init(skip)]
        std: f64,
    },
}

fn main() {}
