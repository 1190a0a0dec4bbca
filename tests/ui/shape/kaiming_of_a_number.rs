use init_core::Initialize;

#[derive(Initialize)]
struct Linear {
    #[init(kaiming_normal)]
    slope: f32,
}

fn main() {}
