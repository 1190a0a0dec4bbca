#[derive(Initialize)]
#[init(bound = "T: Parameters")]
struct Statistics<T: Clone> {
    #[init(parameter, buffer)]
    mean: T,
}
