use init_core::Initialize;

#[derive(Initialize)]
#[init(at = "width", zeros)]
struct Net {
    #[init(parameter)]
    bias: [f32; 4],
    #[init(skip)]
    width: usize,
}

fn main() {}
