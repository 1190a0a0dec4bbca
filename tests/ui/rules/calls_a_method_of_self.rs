use init_core::Initialize;

#[derive(Initialize)]
#[init(at = "bias", constant = self.value())]
struct Linear {
    #[init(parameter)]
    bias: [f32; 4],
}

impl Linear {
    fn value(&self) -> f64 {
        0.5
    }
}

fn main() {}
