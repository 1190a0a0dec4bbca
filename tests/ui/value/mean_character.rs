use init_core::Initialize;

#[derive(Initialize)]
struct Linear {
    #[init(normal, mean = 'x')]
    weight: [[f32; 300]; 10],
}

fn main() {}
