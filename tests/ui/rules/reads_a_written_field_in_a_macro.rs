use init_core::Initialize;

macro_rules! first {
    ($list:expr) => {
        f64::from($list[0])
    };
}

#[derive(Initialize)]
#[init(at = "weight", normal, std = first!(self.bias))]
struct Linear {
    #[init(parameter)]
    weight: [f32; 4],
    #[init(ones)]
    bias: [f32; 4],
}

fn main() {}
