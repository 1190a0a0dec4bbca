use init_core::Initialize;
use init_core::tensor::Shard;

#[derive(Initialize)]
#[init(at = "**.weight", shard = Shard::rows(0, 2))]
struct Rows {
    #[init(normal, shape = (8, 4))]
    weight: Vec<f32>,
}

fn main() {
    let _ = Shard::whole();
}
