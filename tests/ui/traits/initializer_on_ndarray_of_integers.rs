use init_core::Initialize;

#[derive(Initialize)]
struct Model {
    #[init(normal)]
    weight: ndarray::Array2<i32>,
}

fn main() {}
