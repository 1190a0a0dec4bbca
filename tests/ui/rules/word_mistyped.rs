use init_core::Initialize;

#[derive(Initialize)]
#[init(at = "**", zeros, modul = "Net")]
struct Net {
    #[init(parameter)]
    bias: [f32; 4],
}

fn main() {}
