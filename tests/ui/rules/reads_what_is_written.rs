use init_core::Initialize;

#[derive(Initialize)]
#[init(at = "weight", normal, std = f64::from(self.bias[0]))]
struct Linear {
    #[init(parameter)]
    weight: [f32; 4],
    #[init(ones)]
    bias: [f32; 4],
}

fn main() {}
