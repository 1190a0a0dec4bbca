use init_core::Initialize;

#[derive(Initialize)]
struct Table {
    #[init(normal, std = 0.02)]
    ids: [[i64; 3]; 2],
}

fn main() {}
