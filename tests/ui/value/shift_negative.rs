use init_core::Initialize;

#[derive(Initialize)]
struct Layer {
    #[init(identity, shift = -1)]
    weight: [[f32; 4]; 4],
}

fn main() {}
