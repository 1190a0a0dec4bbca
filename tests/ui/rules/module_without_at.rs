use init_core::Initialize;

#[derive(Initialize)]
#[init(module = "Linear", zeros)]
struct Net {
    #[init(parameter)]
    bias: [f32; 4],
}

fn main() {}
