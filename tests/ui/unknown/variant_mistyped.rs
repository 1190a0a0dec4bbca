use init_core::Initialize;

#[derive(Initialize)]
struct Layer {
    #[init(s4d, variant = "inverse")]
    imaginary: [f32; 8],
}

fn main() {}
