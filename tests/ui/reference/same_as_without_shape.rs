use init_core::Initialize;

#[derive(Initialize)]
struct Contrast {
    #[init(normal, shape = 4)]
    query: Vec<f32>,
    #[init(same_as = "query")]
    key: Vec<f32>,
}

fn main() {}
