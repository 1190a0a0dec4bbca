use init_core::Initialize;

#[derive(Initialize)]
#[init(skip = (cach, inputs))]
struct Linear {
    #[init(zeros)]
    bias: [f32; 10],
    cache: Vec<f32>,
    inputs: usize,
}

fn main() {}
