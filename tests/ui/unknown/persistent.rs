use init_core::Initialize;

#[derive(Initialize)]
struct Attention {
    #[init(zeros, persistent = false)]
    mask: [f32; 4],
}

fn main() {}
