use init_core::Initialize;

#[derive(Initialize)]
enum Norm {
    #[init(crate = ::init_core)]
    Layer(#[init(ones)] [f32; 10]),
}

fn main() {}
