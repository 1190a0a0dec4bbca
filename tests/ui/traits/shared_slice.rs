use init_core::Initialize;

#[derive(Initialize)]
struct Model<'a> {
    #[init(zeros, shape = 10)]
    bias: &'a [f32],
}

fn main() {}
