use init_core::Initialize;

#[derive(Initialize)]
struct Linear {
    #[init(kaiming_normal)]
    bias: [f32; 64],
}

fn main() {}
