use init_core::Initialize;

#[derive(Initialize)]
struct Model {
    #[init(initializer = self.name)]
    bias: [f32; 10],
    #[init(skip)]
    name: String,
}

fn main() {}
