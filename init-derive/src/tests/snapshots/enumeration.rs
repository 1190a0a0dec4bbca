#[derive(Initialize)]
enum Norm {
    Scale {
        #[init(constant = *value)]
        scale: [f32; 4],
        #[init(skip)]
        value: f64,
    },
    Nested(Box<Norm>),
    None,
}
