use init_core::Initialize;

#[derive(Initialize)]
struct Scale(#[init(normal, std = self.0.iter().copied().map(f64::from).sum::<f64>())] [f32; 4]);

fn main() {}
