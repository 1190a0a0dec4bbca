use init_core::Initialize;

#[derive(Initialize)]
struct Contrast {
    #[init(same_as = "key")]
    key: [f32; 4],
}

fn main() {}
