use init_core::Initialize;

#[derive(Initialize)]
#[init(at = "**", zeros, crate = ::init_core)]
struct Net {
    #[init(parameter)]
    bias: [f32; 4],
}

fn main() {}
