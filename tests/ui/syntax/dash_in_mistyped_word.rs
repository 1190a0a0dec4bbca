use init_core::Initialize;

#[derive(Initialize)]
struct Linear {
    #[init(kaiming-norml)]
    weight: [[f32; 300]; 10],
}

fn main() {}
