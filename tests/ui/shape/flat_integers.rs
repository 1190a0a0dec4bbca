use init_core::Initialize;

#[derive(Initialize)]
struct Positions {
    #[init(zeros, buffer)]
    ids: Vec<i64>,
}

fn main() {}
