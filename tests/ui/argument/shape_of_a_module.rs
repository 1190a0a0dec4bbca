use init_core::Initialize;

#[derive(Initialize)]
struct Linear {
    #[init(zeros)]
    weight: [[f32; 4]; 4],
}

#[derive(Initialize)]
struct Net {
    #[init(shape = (4, 4))]
    fc: Linear,
}

fn main() {}
