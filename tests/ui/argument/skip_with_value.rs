use init_core::Initialize;

#[derive(Initialize)]
struct Linear {
    #[init(skip = true)]
    stride: usize,
}

fn main() {}
