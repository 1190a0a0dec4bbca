use init_core::Initialize;

#[derive(Initialize)]
struct Rows {
    #[init(normal, shape = (8, 4), shard = 2)]
    weight: Vec<f32>,
}

fn main() {}
