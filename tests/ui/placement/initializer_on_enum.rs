use init_core::Initialize;

#[derive(Initialize)]
#[init(zeros)]
enum Norm {
    Layer(#[init(ones)] [f32; 10]),
    None,
}

fn main() {}
