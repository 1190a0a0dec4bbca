use init_core::Initialize;

#[derive(Initialize)]
struct Linear {
    #[init(normal, std = self.sigma())]
    weight: [[f32; 300]; 10],
}

fn main() {}
