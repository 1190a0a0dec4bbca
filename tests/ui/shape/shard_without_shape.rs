use init_core::Initialize;
use init_core::tensor::Shard;

#[derive(Initialize)]
struct Rows {
    #[init(normal, shard = Shard::rows(0, 2))]
    weight: Vec<f32>,
}

fn main() {
    let _ = Shard::whole();
}
