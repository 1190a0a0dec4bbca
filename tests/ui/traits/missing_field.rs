use init_core::Initialize;

#[derive(Initialize)]
struct Model {
    #[init(normal, std = self.sigma)]
    weight: [f32; 10],
}

fn main() {}
