use init_core::Initialize;

#[derive(Initialize)]
struct Linear {
    #[init(zeros)]
    #[init(ones)]
    scale: [f32; 10],
}

fn main() {}
