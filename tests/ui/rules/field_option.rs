use init_core::Initialize;

#[derive(Initialize)]
#[init(at = "**", zeros, groups = 2)]
struct Net {
    #[init(parameter)]
    bias: [f32; 4],
}

fn main() {}
