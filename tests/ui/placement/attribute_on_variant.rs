use init_core::Initialize;

#[derive(Initialize)]
enum Norm {
    #[init(ones)]
    Layer { scale: [f32; 10] },
    None,
}

fn main() {}
