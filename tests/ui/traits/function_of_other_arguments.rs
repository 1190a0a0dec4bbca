use init_core::Initialize;

#[derive(Initialize)]
struct Model {
    #[init(with = |x: f64| x)]
    bias: [f32; 10],
}

fn main() {}
