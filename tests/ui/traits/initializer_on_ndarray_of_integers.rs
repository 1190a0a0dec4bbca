use init_core::Initialize;

#[derive(Initialize)]
struct Model {
    #[init(normal)]
    weight: ndarray::Array2<usize>,
}

fn main() {}
