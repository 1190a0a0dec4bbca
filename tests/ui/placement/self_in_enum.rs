use init_core::Initialize;

#[derive(Initialize)]
enum Head {
    Dense {
        #[init(normal, std = self.std)]
        weight: [f32; 10],
        #[init(skip)]
        std: f64,
    },
}

fn main() {}
