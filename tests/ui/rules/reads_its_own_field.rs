use init_core::Initialize;

#[derive(Initialize)]
struct Linear {
    #[init(at = "**", normal, std = f64::from(self.weight[0]))]
    #[init(parameter)]
    weight: [f32; 4],
}

fn main() {}
