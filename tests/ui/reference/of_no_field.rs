use init_core::Initialize;

#[derive(Initialize)]
struct Linear {
    #[init(fan_uniform)]
    weight: [[f32; 3]; 4],
    #[init(fan_uniform, of = "wieght")]
    bias: [f32; 4],
}

fn main() {}
