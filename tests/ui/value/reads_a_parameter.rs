use init_core::Initialize;

#[derive(Initialize)]
struct Linear {
    #[init(normal)]
    weight: [f32; 4],
    #[init(normal, std = f64::from(self.weight[0].abs()) + 0.1)]
    bias: [f32; 4],
}

fn main() {}
