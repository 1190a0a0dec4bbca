use init_core::Initialize;

#[derive(Initialize)]
struct Observer {
    #[init(constant = -1)]
    initialized: bool,
}

fn main() {}
