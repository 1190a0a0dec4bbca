use init_core::Initialize;

#[derive(Initialize)]
struct Layer {
    #[init(array)]
    bias: [f32; 4],
}

fn main() {}
