use init_core::Initialize;

#[derive(Initialize)]
struct Contrast {
    #[init(skip)]
    query: [f32; 4],
    #[init(same_as = "query")]
    key: [f32; 4],
}

fn main() {}
