use init_core::Initialize;

#[derive(Initialize)]
#[init(at = "weight", normal, std = if self.count == 0 { return init_core::initializer::normal() } else { 0.5 })]
struct Linear {
    #[init(parameter)]
    weight: [f32; 4],
    #[init(skip)]
    count: usize,
}

fn main() {}
