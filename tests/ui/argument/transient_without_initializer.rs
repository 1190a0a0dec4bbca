use init_core::Initialize;

#[derive(Initialize)]
struct Rope {
    #[init(transient)]
    frequencies: [f32; 4],
}

fn main() {}
