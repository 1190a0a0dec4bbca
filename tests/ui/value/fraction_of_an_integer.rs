use init_core::Initialize;

#[derive(Initialize)]
struct BatchNorm {
    #[init(constant = 0.5, buffer)]
    num_batches_tracked: i64,
}

fn main() {}
