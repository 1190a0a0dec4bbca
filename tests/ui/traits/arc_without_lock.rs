use init_core::Initialize;

#[derive(Initialize)]
struct Linear {
    #[init(zeros)]
    weight: std::sync::Arc<[f32; 10]>,
}

fn main() {}
