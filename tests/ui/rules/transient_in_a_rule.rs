use init_core::Initialize;

#[derive(Initialize)]
#[init(at = "**.mask", zeros, transient)]
struct Attention {
    #[init(parameter)]
    mask: [f32; 4],
}

fn main() {}
