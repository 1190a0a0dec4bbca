use init_core::Initialize;

#[derive(Initialize)]
#[init(at = "**", normal, std = -1.0)]
struct Net {
    #[init(parameter)]
    bias: [f32; 4],
}

fn main() {}
