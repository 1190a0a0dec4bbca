use init_core::Initialize;

#[derive(Initialize)]
struct Mask {
    #[init(constant = 256, shape = 4)]
    ids: Vec<u8>,
}

fn main() {}
