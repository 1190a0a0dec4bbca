#[derive(Initialize)]
struct Model<T> {
    layers: Vec<T>,
    #[init(name = "classifier", stream = "head")]
    head: Linear,
    #[init(skip)]
    depth: usize,
}
