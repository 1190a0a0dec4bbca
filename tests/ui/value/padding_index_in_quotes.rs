use init_core::Initialize;

#[derive(Initialize)]
struct Embedding {
    #[init(normal, padding_index = "0")]
    table: [[f32; 3]; 4],
}

fn main() {}
