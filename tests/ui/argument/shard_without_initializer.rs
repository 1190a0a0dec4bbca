use init_core::Initialize;
use init_core::tensor::Shard;

#[derive(Initialize)]
struct Rows {
    #[init(shard = Shard::rows(0, 2).of((8, 4)))]
    weight: [[f32; 4]; 4],
}

fn main() {
    let _ = Shard::whole();
}
