use init_core::Initialize;

#[derive(Initialize)]
struct Net {
    #[init(parameter)]
    #[init(at = "**", constant = value(&self))]
    bias: [f32; 4],
}

fn value(_: &Net) -> f64 {
    0.5
}

fn main() {}
