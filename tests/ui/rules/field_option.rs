use init_core::Initialize;

#[derive(Initialize)]
#[init(at = "**", zeros, shape = 4)]
struct Net {
    #[init(parameter)]
    bias: [f32; 4],
}

fn main() {}
