use init_core::Initialize;

#[derive(Initialize)]
struct Layer {
    #[init(siren, omega = 0)]
    weight: [[f32; 2]; 256],
}

fn main() {}
