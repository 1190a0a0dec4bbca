use init_core::Initialize;

#[derive(Initialize)]
#[init(at = "bais", zeros)]
struct Net {
    #[init(parameter)]
    bias: [f32; 4],
}

fn main() {}
