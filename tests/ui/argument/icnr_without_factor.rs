use init_core::Initialize;

#[derive(Initialize)]
struct Layer {
    #[init(icnr)]
    weight: [[[[f32; 3]; 3]; 2]; 4],
}

fn main() {}
