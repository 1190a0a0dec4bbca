use init_core::Initialize;

#[derive(Initialize)]
struct Mask {
    #[init(uniform)]
    keep: Option<[bool; 8]>,
}

fn main() {}
