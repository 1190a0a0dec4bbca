#[derive(Initialize)]
#[init(crate = ::weights)]
struct Fused<'a> {
    #[init(normal, std = self.std / layer.count as f64, shape = (self.width, 4), layout = "io")]
    weight: &'a mut [f32],
    #[init(skip)]
    width: usize,
    #[init(skip)]
    std: f64,
}
