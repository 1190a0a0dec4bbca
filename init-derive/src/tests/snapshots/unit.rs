#[derive(Initialize)]
struct Flatten;
