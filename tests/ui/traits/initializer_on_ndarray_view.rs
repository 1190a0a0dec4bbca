use init_core::Initialize;

#[derive(Initialize)]
struct Model<'a> {
    #[init(normal)]
    weight: ndarray::ArrayView2<'a, f32>,
}

fn main() {}
