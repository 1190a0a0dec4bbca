use init_core::Initialize;

#[derive(Initialize)]
struct Net {
    #[init(at = "**", zeros, skip)]
    width: usize,
}

fn main() {}
