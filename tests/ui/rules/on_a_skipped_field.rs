use init_core::Initialize;

#[derive(Initialize)]
struct Net {
    #[init(skip)]
    #[init(at = "**", zeros)]
    width: usize,
}

fn main() {}
