use init_core::Initialize;

#[derive(Initialize)]
struct Linear {
    #[init(normal, std = { if self.count == 0 { return } 0.5 })]
    weight: [f32; 4],
    #[init(zeros)]
    bias: [f32; 4],
    #[init(skip)]
    count: usize,
}

fn main() {}
