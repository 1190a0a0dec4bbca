use init_core::Initialize;

#[derive(Initialize)]
struct Attention {
    #[init(zeros, transient = true)]
    mask: [f32; 4],
}

fn main() {}
