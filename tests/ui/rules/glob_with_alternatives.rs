use init_core::Initialize;

#[derive(Initialize)]
#[init(at = "{bias,beta}", zeros)]
struct Net {
    #[init(parameter)]
    bias: [f32; 4],
}

fn main() {}
