use init_core::Initialize;

#[derive(Initialize)]
struct Linear {
    #[init(crate = ::init_core)]
    weight: [[f32; 300]; 10],
}

fn main() {}
