use init_core::Initialize;

#[derive(Initialize)]
#[init(at = "**", constant = layer.outer.outr.index as f64)]
struct Net {
    #[init(parameter)]
    bias: [f32; 4],
}

fn main() {}
