use init_core::Initialize;

#[derive(Initialize)]
#[init(at = "**", rank = 1.5, zeros)]
struct Net {
    #[init(parameter)]
    bias: [f32; 4],
}

fn main() {}
