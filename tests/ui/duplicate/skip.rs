use init_core::Initialize;

#[derive(Initialize)]
struct Linear {
    #[init(skip, skip)]
    stride: usize,
}

fn main() {}
