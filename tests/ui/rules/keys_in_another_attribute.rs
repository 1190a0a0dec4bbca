use init_core::Initialize;

#[derive(Initialize)]
#[init(at = "**.bias", normal)]
#[init(std = 0.02)]
struct Net {
    #[init(parameter)]
    bias: [f32; 4],
}

fn main() {}
