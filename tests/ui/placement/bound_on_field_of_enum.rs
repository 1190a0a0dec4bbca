use init_core::Initialize;

#[derive(Initialize)]
enum Head {
    Scale(#[init(zeros, bound = "")] [f32; 10]),
}

fn main() {}
