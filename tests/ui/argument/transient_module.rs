use init_core::Initialize;

#[derive(Initialize)]
struct Rope {
    #[init(zeros)]
    frequencies: [f32; 4],
}

#[derive(Initialize)]
struct Attention {
    #[init(transient)]
    rope: Rope,
}

fn main() {}
