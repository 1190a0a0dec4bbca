use init_core::Initialize;

#[derive(Initialize)]
struct BatchNorm {
    #[init(ones)]
    weight: [f32; 4],
    num_batches_tracked: i64,
}

fn main() {}
