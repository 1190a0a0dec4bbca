use init_core::Initialize;

#[derive(Initialize)]
struct Layer {
    #[init(sincos, base = 1.5)]
    table: [[f32; 8]; 16],
}

fn main() {}
