use init_core::Initialize;

#[derive(Initialize)]
#[init(zeros, at = "biass")]
struct Net {
    #[init(parameter)]
    bias: [f32; 4],
}

fn main() {}
